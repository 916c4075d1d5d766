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
    public void A_transformer_that_writes_nothing_cannot_be_saved_and_the_old_file_stays()
    {
        string path = PathOf("model.zip");
        File.WriteAllText(path, "old");
        var error = Assert.Throws<InvalidOperationException>(() => ml.Model.Save(new CoreDoubling(), Schema, path));
        Assert.Equal("ModelSignature not specified!", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(folder.GetFiles());
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
    public void A_model_cut_short_anywhere_is_refused_by_name()
    {
        byte[] whole = Saved();
        string path = PathOf("short.zip");
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ml.Model.Load(path, out _)).Message);
        }
    }

    [Fact]
    public void A_model_with_a_wrong_bit_is_refused_or_unharmed()
    {
        byte[] whole = Saved();
        int refused = 0;
        for (int i = 0; i < whole.Length * 8; i += 5)
        {
            byte[] damaged = [.. whole];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                ml.Model.Load(new MemoryStream(damaged), out _);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, whole.Length / 2, whole.Length * 8);
    }

    [Theory]
    [InlineData("TrainingInfo/Version.txt", "5.0.0", "ML.NET packages")]
    [InlineData("TrainingInfo/Version.txt", "MlNetCifar portable model, format 99", "newer")]
    [InlineData("readme.txt", "hello", "no model")]
    public void A_zip_of_something_else_is_called_what_it_is(string entry, string content, string says)
    {
        using (ZipArchive zip = ZipFile.Open(PathOf("other.zip"), ZipArchiveMode.Create))
        using (var writer = new StreamWriter(zip.CreateEntry(entry).Open()))
            writer.Write(content);
        var error = Assert.Throws<InvalidDataException>(() => ml.Model.Load(PathOf("other.zip"), out _));
        Assert.Contains(says, error.Message);
        Assert.Contains("other.zip", error.Message);
    }

    [Fact]
    public void A_zip_that_unpacks_to_far_more_than_it_holds_is_refused_before_it_is_unpacked()
    {
        using (ZipArchive zip = ZipFile.Open(PathOf("bomb.zip"), ZipArchiveMode.Create))
        using (Stream bomb = zip.CreateEntry("TransformerChain/Model.key").Open())
            for (int i = 0; i < 96; i++)
                bomb.Write(new byte[1 << 20]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("times", Assert.Throws<InvalidDataException>(() => ml.Model.Load(PathOf("bomb.zip"), out _)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_found()
    {
        Assert.Throws<FileNotFoundException>(() => ml.Model.Load(PathOf("absent.zip"), out _));
    }
}
