using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.ImageAnalytics.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableModel<ImagePixelExtractingTransformer>]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Made by an <see cref="ImagePixelExtractingEstimator"/>.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase, IModelLoader
{
    readonly PixelVectorOptions _options;
    readonly bool _asFloats;

    internal ImagePixelExtractingTransformer(IHostEnvironment environment, (string Output, string Input) columns, PixelVectorOptions options, bool asFloats)
        : base(environment.Register(nameof(ImagePixelExtractingTransformer)), [columns])
    {
        _options = options;
        _asFloats = asFloats;
    }

    ImagePixelExtractingTransformer(IHostEnvironment environment, ModelLoadContext ctx)
        : base(environment.Register(nameof(ImagePixelExtractingTransformer)), ctx)
    {
        ColumnChecks.CheckOnePair(ColumnPairs.Length);
        _options = PixelVectorOptions.Load(ctx.Reader);
        _asFloats = ctx.Reader.ReadBoolean();
    }

    static string IModelLoader.Signature => "ImagePixelExtracting";

    internal (string Output, string Input) Columns => ColumnPairs[0];

    internal PrimitiveDataViewType ItemType => _asFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair)
    {
        if (ColumnChecks.CheckImage(input).Height == 0)
            throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, "known-size image", "unknown-size image");
    }

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ImagePixelExtractingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ImagePixelExtracting");
        SaveColumns(ctx);
        _options.Save(ctx.Writer);
        ctx.Writer.Write(_asFloats);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ImagePixelExtractingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        readonly PixelVectorOptions _options = parent._options;

        ImageDataViewType Size => (ImageDataViewType)Inputs[0].Type;

        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns()
        {
            int planes = _options.Layout.Count;
            VectorDataViewType type = _options.Layout.Interleaved
                ? new VectorDataViewType(parent.ItemType, Size.Height, Size.Width, planes)
                : new VectorDataViewType(parent.ItemType, planes, Size.Height, Size.Width);
            return [new(Pairs[0].Output, type)];
        }

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            ValueGetter<MLImage> getImage = input.GetGetter<MLImage>(Inputs[output]);
            return parent._asFloats ? Floats(getImage) : Bytes(getImage);
        }

        ValueGetter<VBuffer<float>> Floats(ValueGetter<MLImage> getImage)
        {
            MLImage image = null!;
            (ChannelLayout layout, float offset, float scale) = (_options.Layout, _options.Offset, _options.Scale);
            int length = layout.Count * Size.Height * Size.Width;
            return (ref VBuffer<float> vector) =>
            {
                getImage(ref image);
                if (image is null)
                {
                    vector = Nothing(vector, length);
                    return;
                }
                int[] channels = Channels(image);
                VBufferEditor<float> editor = VBufferEditor.Create(ref vector, length);
                PixelExtraction.ToFloats(image.Pixels, channels, layout.Interleaved, offset, scale, editor.Values);
                vector = editor.Commit();
            };
        }

        ValueGetter<VBuffer<byte>> Bytes(ValueGetter<MLImage> getImage)
        {
            MLImage image = null!;
            ChannelLayout layout = _options.Layout;
            int length = layout.Count * Size.Height * Size.Width;
            return (ref VBuffer<byte> vector) =>
            {
                getImage(ref image);
                if (image is null)
                {
                    vector = Nothing(vector, length);
                    return;
                }
                int[] channels = Channels(image);
                VBufferEditor<byte> editor = VBufferEditor.Create(ref vector, length);
                PixelExtraction.ToBytes(image.Pixels, channels, layout.Interleaved, editor.Values);
                vector = editor.Commit();
            };
        }

        /// <summary>A missing image is a vector without explicit values.</summary>
        static VBuffer<T> Nothing<T>(VBuffer<T> reused, int length) => VBufferEditor.Create(ref reused, length, 0).Commit();

        int[] Channels(MLImage image)
        {
            if (image.Width != Size.Width || image.Height != Size.Height)
            {
                throw new InvalidOperationException(
                    $"Column '{Inputs[0].Name}' is of type {Size} (height, width), but has an image of {image.Height} x {image.Width} pixels.");
            }

            return image.PixelFormat == MLPixelFormat.Bgra32 ? _bgra : _rgba;
        }

        readonly int[] _rgba = Channels(parent, MLPixelFormat.Rgba32), _bgra = Channels(parent, MLPixelFormat.Bgra32);

        static int[] Channels(ImagePixelExtractingTransformer parent, MLPixelFormat format)
        {
            (int red, int green, int blue) = PixelConversions.Offsets(format);
            return parent._options.Layout.OffsetsInPixel(red, green, blue);
        }
    }
}
