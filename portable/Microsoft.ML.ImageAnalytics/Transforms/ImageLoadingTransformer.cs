using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.ImageAnalytics.Codecs;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableModel<ImageLoadingTransformer>]

namespace Microsoft.ML.Data;

/// <summary>Made by an <see cref="ImageLoadingEstimator"/>.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase, IModelLoader
{
    /// <summary>The folder that relative paths are relative to, as a full path; null when there is none.</summary>
    public readonly string ImageFolder;

    internal ImageLoadingTransformer(IHostEnvironment environment, string? imageFolder, bool decode, (string Output, string Input) columns)
        : base(environment.Register(nameof(ImageLoadingTransformer)), [columns])
    {
        if (!string.IsNullOrEmpty(imageFolder) && !Directory.Exists(imageFolder))
            throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.", nameof(imageFolder));
        ImageFolder = string.IsNullOrEmpty(imageFolder) ? null! : Path.GetFullPath(imageFolder);
        Decodes = decode;
    }

    ImageLoadingTransformer(IHostEnvironment environment, ModelLoadContext ctx) : base(environment.Register(nameof(ImageLoadingTransformer)), ctx)
    {
        ColumnChecks.CheckOnePair(ColumnPairs.Length);
        ImageFolder = ctx.Reader.ReadOptional()!;
        Decodes = ctx.Reader.ReadBoolean();
    }

    static string IModelLoader.Signature => "ImageLoading";

    /// <summary>Whether the column gets images, or else the files' bytes.</summary>
    internal bool Decodes { get; }

    internal (string Output, string Input) Columns => ColumnPairs[0];

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (input.Type is not TextDataViewType)
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, "String", $"{input.Type}");
    }

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ImageLoadingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ImageLoading");
        SaveColumns(ctx);
        ctx.Writer.WriteOptional(ImageFolder);
        ctx.Writer.Write(Decodes);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ImageLoadingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() =>
            [new(Pairs[0].Output, parent.Decodes ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte))];

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            ValueGetter<ReadOnlyMemory<char>> getPath = input.GetGetter<ReadOnlyMemory<char>>(Inputs[output]);
            return parent.Decodes ? Images(getPath) : Bytes(getPath);
        }

        ValueGetter<MLImage> Images(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> text = default;
            return (ref MLImage image) =>
            {
                getPath(ref text);
                image = null!;
                if (text.IsEmpty)
                    return;
                string path = FullPath(text);
                image = MLImage.CreateFromFile(path);
                image.Tag = path;
            };
        }

        ValueGetter<VBuffer<byte>> Bytes(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<byte> bytes) =>
            {
                getPath(ref text);
                byte[] file = text.IsEmpty ? [] : ImageFile.Read(FullPath(text));
                bytes = new VBuffer<byte>(file.Length, file);
            };
        }

        string FullPath(ReadOnlyMemory<char> path) =>
            string.IsNullOrWhiteSpace(parent.ImageFolder) ? path.ToString() : Path.Combine(parent.ImageFolder, path.ToString());
    }
}
