using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.ImageAnalytics.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableModel<VectorToImageConvertingTransformer>]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Made by a <see cref="VectorToImageConvertingEstimator"/>.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase, IModelLoader
{
    readonly PixelVectorOptions _options;
    readonly DefaultColor _defaults;

    internal VectorToImageConvertingTransformer(
        IHostEnvironment environment, (string Output, string Input) columns, ImageDataViewType type, PixelVectorOptions options, DefaultColor defaults)
        : base(environment.Register(nameof(VectorToImageConvertingTransformer)), [columns])
    {
        Type = type;
        _options = options;
        _defaults = defaults;
    }

    VectorToImageConvertingTransformer(IHostEnvironment environment, ModelLoadContext ctx)
        : base(environment.Register(nameof(VectorToImageConvertingTransformer)), ctx)
    {
        ColumnChecks.CheckOnePair(ColumnPairs.Length);
        Type = ImageDataViewType.Load(ctx.Reader) is { Height: > 0 } type ? type : throw new InvalidDataException("The size of the images is missing.");
        _options = PixelVectorOptions.Load(ctx.Reader);
        _defaults = new DefaultColor(ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32());
    }

    static string IModelLoader.Signature => "VectorToImageConverting";

    internal (string Output, string Input) Columns => ColumnPairs[0];

    internal ImageDataViewType Type { get; }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        int length = Type.Height * Type.Width * _options.Layout.Count;
        if (input.Type is not VectorDataViewType vector || vector.Size != length)
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, $"a vector of {length} numbers", $"{input.Type}");
        if (vector.ItemType != NumberDataViewType.Single && vector.ItemType != NumberDataViewType.Double && vector.ItemType != NumberDataViewType.Byte)
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, "a vector of Single, Double or Byte", $"{input.Type}");
    }

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new VectorToImageConvertingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("VectorToImageConverting");
        SaveColumns(ctx);
        Type.Save(ctx.Writer);
        _options.Save(ctx.Writer);
        ctx.Writer.Write(_defaults.Alpha);
        ctx.Writer.Write(_defaults.Red);
        ctx.Writer.Write(_defaults.Green);
        ctx.Writer.Write(_defaults.Blue);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(VectorToImageConvertingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly PixelAssembly _assembly = new(parent._options, parent._defaults);

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [new(Pairs[0].Output, parent.Type)];

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            PrimitiveDataViewType item = ((VectorDataViewType)Inputs[output].Type).ItemType;
            return item == NumberDataViewType.Byte ? Images<byte>(input, output, _assembly.FromBytes)
                : item == NumberDataViewType.Single ? Images<float>(input, output, _assembly.FromFloats)
                : Images<double>(input, output, FromDoubles);
        }

        void FromDoubles(ReadOnlySpan<double> values, Span<byte> pixels)
        {
            float[] narrowed = new float[values.Length];
            for (int i = 0; i < narrowed.Length; i++)
                narrowed[i] = (float)values[i];
            _assembly.FromFloats(narrowed, pixels);
        }

        delegate void Assemble<T>(ReadOnlySpan<T> values, Span<byte> pixels);

        ValueGetter<MLImage> Images<T>(DataViewRow input, int output, Assemble<T> assemble)
        {
            ValueGetter<VBuffer<T>> getVector = input.GetGetter<VBuffer<T>>(Inputs[output]);
            VBuffer<T> vector = default, dense = default;
            (int width, int height) = (parent.Type.Width, parent.Type.Height);
            return (ref MLImage image) =>
            {
                getVector(ref vector);
                image = null!;
                // Nothing explicit is how pixels are extracted from a missing image.
                if (vector.GetValues().IsEmpty)
                    return;
                vector.CopyToDense(ref dense);
                byte[] pixels = new byte[width * height * 4];
                assemble(dense.GetValues(), pixels);
                image = new MLImage(width, height, MLPixelFormat.Bgra32, pixels) { Tag = nameof(VectorToImageConvertingTransformer) };
            };
        }
    }
}
