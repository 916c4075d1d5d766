using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Tests.Pipelines;

public sealed class NormalizePixelsTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(PixelRange.MinusOneToOne, -1, 1)]
    [InlineData(PixelRange.ZeroToOne, 0, 1)]
    [InlineData(PixelRange.ZeroTo255, 0, 255)]
    public void Black_and_white_become_the_ends_of_the_range(PixelRange range, float black, float white)
    {
        var pixels = new byte[2 * 3 * 16];
        pixels.AsSpan(48).Fill(255);
        var data = ml.Data.LoadLabeledImages(new Cifar.Models.Data.LabeledImages(4, 4, pixels, [0, 1], null, Pictures.Classes(2)));
        var features = ml.Transforms.NormalizePixels("Features", "Image", range).Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray();
        Assert.All(features[0], value => Assert.Equal(black, value, 1e-6f));
        Assert.All(features[1], value => Assert.Equal(white, value, 1e-6f));
    }

    [Fact]
    public void Planes_come_in_the_order_red_green_blue()
    {
        var images = Pictures.Random(1, side: 4);
        var data = ml.Data.LoadLabeledImages(images);
        var features = ml.Transforms.NormalizePixels("Features", "Image", PixelRange.ZeroTo255).Fit(data).Transform(data);
        Assert.Equal(images.Pixels.Select(value => (float)value), features.GetColumn<float[]>("Features").First());
        Assert.Equal("3 4 4", string.Join(' ', ((VectorDataViewType)features.Schema["Features"].Type).Dimensions));
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_channel()
    {
        var images = Pictures.Random(1, side: 4);
        var data = ml.Data.LoadLabeledImages(images);
        var normalization = PixelNormalization.FromMeanAndDeviation([0.5, 0.25, 0.125], [0.5, 0.25, 0.2]);
        var features = ml.Transforms.NormalizePixels("Features", "Image", normalization).Fit(data).Transform(data).GetColumn<float[]>("Features").First();
        for (int i = 0; i < features.Length; i++)
        {
            double mean = new[] { 0.5, 0.25, 0.125 }[i / 16], deviation = new[] { 0.5, 0.25, 0.2 }[i / 16];
            Assert.Equal(((images.Pixels[i] / 255.0) - mean) / deviation, features[i], 1e-5);
        }
    }

    [Theory]
    [InlineData("range", false)]
    [InlineData("range", true)]
    [InlineData("channels", false)]
    [InlineData("channels", true)]
    public void A_saved_transform_gives_the_same_numbers(string kind, bool fromVector)
    {
        var normalization = kind == "range" ? PixelNormalization.MinusOneToOne : PixelNormalization.Cifar100;
        var images = ml.Data.LoadLabeledImages(Pictures.Random(3, side: 8));
        var data = ml.Transforms.ExtractPixels("Pixels", "Image").Fit(images).Transform(images);
        var transform = ml.Transforms.NormalizePixels("Features", fromVector ? "Pixels" : "Image", normalization).Fit(data);
        var loaded = SaveAndLoad.Through(ml, transform, data.Schema);
        Assert.Equal(
            transform.Transform(data).GetColumn<float[]>("Features").ToArray(),
            loaded.Transform(data).GetColumn<float[]>("Features").ToArray());
    }

    [Fact]
    public void Pictures_of_another_size_are_brought_to_the_fitted_one()
    {
        var data = ml.Data.LoadLabeledImages(Pictures.Random(1, side: 16));
        var transform = ml.Transforms.NormalizePixels("Features", "Image").Fit(data);
        var large = ml.Data.LoadLabeledImages(Pictures.Random(1, side: 40));
        Assert.Equal(3 * 16 * 16, transform.Transform(large).GetColumn<float[]>("Features").First().Length);
    }

    [Fact]
    public void Pictures_without_a_fixed_size_are_refused_with_advice()
    {
        var data = ml.Data.LoadFromEnumerable(Array.Empty<AnySize>());
        var error = Assert.ThrowsAny<ArgumentException>(() => ml.Transforms.NormalizePixels("Features", "Image").Fit(data));
        Assert.Contains("ResizeImages", error.Message);
    }

    private sealed class AnySize
    {
        [ImageType]
        public MLImage Image { get; set; } = null!;
    }
}
