using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Serving;

/// <summary>Brings pictures to one size by the transform that models begin with, so that both give the same bytes. For one thread.</summary>
internal sealed class PictureSizer
{
    private readonly PredictionEngine<ImageInput, Resized> engine;
    private readonly int height;
    private readonly int width;

    public PictureSizer(MLContext context, int height, int width)
    {
        (this.height, this.width) = (height, width);
        var none = context.Data.LoadFromEnumerable<ImageInput>([]);
        var resize = context.Transforms.ResizeImages(nameof(Resized.Picture), width, height, ColumnNames.Image).Fit(none);
        engine = context.Model.CreatePredictionEngine<ImageInput, Resized>(resize);
    }

    public void Read(MLImage image, Span<byte> planar)
    {
        // The transform leaves pictures of the right size alone too.
        if (image.Height == height && image.Width == width)
        {
            PlanarPixels.Read(image, planar);
            return;
        }

        using var resized = engine.Predict(new ImageInput { Image = image }).Picture;
        PlanarPixels.Read(resized, planar);
    }

    private sealed class Resized
    {
        [ImageType]
        public MLImage Picture { get; set; } = null!;
    }
}
