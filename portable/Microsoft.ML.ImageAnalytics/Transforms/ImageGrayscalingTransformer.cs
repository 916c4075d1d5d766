using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.ImageAnalytics.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableModel<ImageGrayscalingTransformer>]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Made by an <see cref="ImageGrayscalingEstimator"/>.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase, IModelLoader
{
    internal ImageGrayscalingTransformer(IHostEnvironment environment, (string Output, string Input) columns)
        : base(environment.Register(nameof(ImageGrayscalingTransformer)), [columns]) { }

    ImageGrayscalingTransformer(IHostEnvironment environment, ModelLoadContext ctx) : base(environment.Register(nameof(ImageGrayscalingTransformer)), ctx) =>
        ColumnChecks.CheckOnePair(ColumnPairs.Length);

    static string IModelLoader.Signature => "ImageGrayscaling";

    internal (string Output, string Input) Columns => ColumnPairs[0];

    private protected override void CheckInputColumn(DataViewSchema.Column input, int pair) => ColumnChecks.CheckImage(input);

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        return new ImageGrayscalingTransformer(environment, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetSignature("ImageGrayscaling");
        SaveColumns(ctx);
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    sealed class Mapper(ImageGrayscalingTransformer parent, DataViewSchema schema) : OneToOneMapper(parent, schema)
    {
        protected override DataViewSchema.DetachedColumn[] MakeOutputColumns() => [new(Pairs[0].Output, Inputs[0].Type)];

        protected override Delegate MakeGetter(DataViewRow input, int output)
        {
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(Inputs[output]);
            MLImage source = null!;
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                getSource(ref source);
                image = source is null ? null! : Gray(source);
            });
        }

        static MLImage Gray(MLImage source) =>
            new(source.Width, source.Height, MLPixelFormat.Rgba32, PixelConversions.ToGrayscale(source.Pixels, source.PixelFormat)) { Tag = source.Tag };
    }
}
