using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Transforms;

/// <summary>Sharpens pictures of any size inside a saved model; the kernel comes as JSON in a text column.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SharpenPictures : CustomMappingFactory<SharpenPictures.Source, SharpenPictures.Sharpened>
{
    internal const string Contract = "MlNetCifar.SharpenPictures";
    internal const string Picture = "SharpenPictures.Picture";
    internal const string Kernel = "SharpenPictures.Kernel";
    internal const string Result = "SharpenPictures.Result";

    private ParsedKernel? parsed;

    /// <inheritdoc/>
    public override Action<Source, Sharpened> GetMapping() => Sharpen;

    private void Sharpen(Source source, Sharpened result)
    {
        var image = source.Picture;
        var planar = new byte[3 * image.Height * image.Width];
        PlanarPixels.Read(image, planar);
        result.Picture = PlanarPixels.CreateImage(KernelOf(source.Kernel).Apply(planar, image.Height, image.Width), image.Height, image.Width);
    }

    // The text is the same in every row; several cursors may come here at once, and then each may parse it, with the same result.
    private SharpeningKernel KernelOf(string json)
    {
        var known = parsed;
        if (known is null || known.Json != json)
        {
            var kernel = Preprocessing.FromJson(json).Sharpening ?? throw new InvalidDataException("The saved model sharpens pictures but holds no kernel.");
            parsed = known = new ParsedKernel(json, kernel);
        }

        return known.Kernel;
    }

    private sealed record ParsedKernel(string Json, SharpeningKernel Kernel);

    /// <summary>A picture and the kernel.</summary>
    public sealed class Source
    {
        /// <summary>The picture.</summary>
        [ColumnName(SharpenPictures.Picture)]
        [ImageType]
        public MLImage Picture { get; set; } = null!;

        /// <summary>JSON of <see cref="Preprocessing"/>.</summary>
        [ColumnName(SharpenPictures.Kernel)]
        public string Kernel { get; set; } = "";
    }

    /// <summary>The sharpened picture.</summary>
    public sealed class Sharpened
    {
        /// <summary>The picture, of the same size.</summary>
        [ColumnName(Result)]
        [ImageType]
        public MLImage Picture { get; set; } = null!;
    }
}
