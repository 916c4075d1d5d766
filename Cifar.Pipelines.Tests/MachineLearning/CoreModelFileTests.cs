using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CoreModelFileTests : IDisposable
{
    readonly MLContext ml = new(seed: 1);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetcifar-model-");

    public void Dispose() => folder.Delete(recursive: true);

    string PathOf(string name) => Path.Combine(folder.FullName, name);

    DataViewSchema Schema => ml.Data.LoadFromEnumerable<CoreRow>([]).Schema;

    byte[] Saved()
    {
        using var stream = new MemoryStream();
        ml.Model.Save(Identity(), Schema, stream);
        return stream.ToArray();
    }

    // The one built-in transformer that needs nothing: a chain of chains.
    static TransformerChain<ITransformer> Identity() => new TransformerChain<ITransformer>(new TransformerChain<ITransformer>());

    [Fact]
    public void A_model_comes_back_with_its_schema_from_a_file_and_from_a_stream()
    {
        ml.Model.Save(Identity(), Schema, PathOf("model.zip"));
        ITransformer loaded = ml.Model.Load(PathOf("model.zip"), out DataViewSchema schema);
        Assert.IsType<TransformerChain<ITransformer>>(Assert.Single(Assert.IsType<TransformerChain<ITransformer>>(loaded)));
        Assert.Equal(Schema.Select(column => $"{column}"), schema.Select(column => $"{column}"));

        using var stream = new MemoryStream(Saved());
        ml.Model.Load(stream, out schema);
        Assert.Equal(Schema.Count, schema.Count);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Annotations_and_keys_of_the_schema_are_kept()
    {
        var definition = SchemaDefinition.Create(typeof(CoreKeyRow));
        definition["Label"].AddAnnotation("KeyValues", new VBuffer<ReadOnlyMemory<char>>(3, ["cat".AsMemory(), "dog".AsMemory(), "cow".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 3));
        using var stream = new MemoryStream();
        ml.Model.Save(Identity(), ml.Data.LoadFromEnumerable<CoreKeyRow>([], definition).Schema, stream);
        ml.Model.Load(stream, out DataViewSchema schema);
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Label"].GetKeyValues(ref names);
        Assert.Equal(["cat", "dog", "cow"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal("Key<UInt32, 0-2>", schema["Label"].Type.ToString());
    }

    [Fact]
    public void A_model_without_a_schema_loads_with_none()
    {
        using var stream = new MemoryStream();
        ml.Model.Save(Identity(), null, stream);
        ml.Model.Load(stream, out DataViewSchema schema);
        Assert.Null(schema);
    }

    [Fact]
    public void The_zip_has_the_folders_of_a_real_model()
    {
        using var zip = new ZipArchive(new MemoryStream(Saved()));
        Assert.Equal(
            ["Schema", "TrainingInfo/Version.txt", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_transformer_that_writes_nothing_cannot_be_saved()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ml.Model.Save(new CoreDoubling(), Schema, PathOf("model.zip")));
        Assert.Equal("ModelSignature not specified!", error.Message);
    }

    [Fact]
    public void A_transformer_may_save_itself_as_a_built_in_one_alone_and_in_a_chain()
    {
        var custom = new CoreDoubling(ctx => ((ICanSaveModel)Identity()).Save(ctx));
        ml.Model.Save(custom, Schema, PathOf("alone.zip"));
        Assert.Single(Assert.IsType<TransformerChain<ITransformer>>(ml.Model.Load(PathOf("alone.zip"), out _)));
        ml.Model.Save(new TransformerChain<ITransformer>(custom, custom), Schema, PathOf("chain.zip"));
        var chain = Assert.IsType<TransformerChain<ITransformer>>(ml.Model.Load(PathOf("chain.zip"), out _));
        Assert.All(chain, step => Assert.IsType<TransformerChain<ITransformer>>(step));
        Assert.Equal(2, chain.Count());
    }

    [Fact]
    public void Further_files_in_the_zip_are_ignored()
    {
        File.WriteAllBytes(PathOf("model.zip"), Saved());
        using (ZipArchive zip = ZipFile.Open(PathOf("model.zip"), ZipArchiveMode.Update))
            zip.CreateEntry("notes.txt").Open().Dispose();
        ml.Model.Load(PathOf("model.zip"), out _);
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_found()
    {
        Assert.Throws<FileNotFoundException>(() => ml.Model.Load(PathOf("absent.zip"), out _));
    }
}
