using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.ImageAnalytics.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

[assembly: LoadableModel<ImageResizingTransformer>]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Made by an <see cref="ImageResizingEstimator"/>.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal ImageResizingTransformer(IHostEnvironment environment, (string Output, string Input) columns, ResizeOptions options)
        : base(environment.Register(nameof(ImageResizingTransformer)), [columns]) => Options = options;

    ImageResizingTransformer(IHostEnvironment environment, ModelLoadContext ctx) : base(environment.Register(nameof(ImageResizingTransformer)), ctx)
    {
        ColumnChecks.CheckOnePair(ColumnPairs.Length);
        Options = ResizeOptions.Load(ctx.Reader);
    }

    static string IModelLoader.Signature => "ImageResizing";

    internal (string Output, string Input) Columns => ColumnPairs[0];

    internal ResizeOptions Options { get; }

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair) => ColumnChecks.CheckImage(input);

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ImageResizingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ImageResizing");
        SaveColumns(ctx);
        Options.Save(ctx.Writer);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    MLImage Resize(MLImage source)
    {
        (int width, int height) = (Options.Type.Width, Options.Type.Height);
        if (source.Width == width && source.Height == height)
            return source;
        MLImage resized = Options.Resizing switch
        {
            ResizingKind.Fill => Resampling.Nearest(source, width, height),
            ResizingKind.IsoPad => Resampling.Cubic(source, width, height, Placement.Padded(source.Width, source.Height, width, height)),
            _ => Resampling.Cubic(source, width, height, Placement.Cropped(source.Width, source.Height, width, height, Options.CropAnchor)),
        };
        resized.Tag = source.Tag;
        return resized;
    }

    sealed class Mapper(ImageResizingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [new(Pairs[0].Output, parent.Options.Type)];

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(Inputs[output]);
            MLImage source = null!;
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                getSource(ref source);
                image = source is null ? null! : parent.Resize(source);
            });
        }
    }
}
