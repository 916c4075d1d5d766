using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Tests.Pipelines;

public sealed class UnsharpMaskTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Pictures_are_sharpened_as_the_kernel_says()
    {
        var images = Pictures.Random(3);
        var data = ml.Data.LoadLabeledImages(images);
        var sharpened = ml.Transforms.UnsharpMask("Image").Fit(data).Transform(data).GetColumn<MLImage>("Image").ToArray();

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(SharpeningKernel.Default.Apply(images.Image(i).ToArray(), 32, 32), Pictures.Planar(sharpened[i]));
        }
    }

    [Fact]
    public void A_flat_picture_stays_as_it_is()
    {
        var flat = new Cifar.Models.Data.LabeledImages(8, 8, Enumerable.Repeat((byte)97, 2 * 3 * 64).ToArray(), [0, 1], null, Pictures.Classes(2));
        var data = ml.Data.LoadLabeledImages(flat);
        var sharpened = ml.Transforms.UnsharpMask("Image").Fit(data).Transform(data).GetColumn<MLImage>("Image").First();
        Assert.All(Pictures.Planar(sharpened), value => Assert.Equal(97, value));
    }

    [Fact]
    public void The_input_column_is_kept_when_the_output_has_another_name()
    {
        var images = Pictures.Random(1);
        var data = ml.Data.LoadLabeledImages(images);
        var result = ml.Transforms.UnsharpMask("Sharp", "Image").Fit(data).Transform(data);
        Assert.Equal(images.Image(0).ToArray(), Pictures.Planar(result.GetColumn<MLImage>("Image").First()));
        Assert.NotEqual(images.Image(0).ToArray(), Pictures.Planar(result.GetColumn<MLImage>("Sharp").First()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_saved_transform_gives_the_same_bytes(bool generalKernel)
    {
        var kernel = generalKernel ? SharpeningKernel.FromGaussian(radius: 1, sigma: 0.8, amount: 0.7, threshold: 3) : null;
        var data = ml.Data.LoadLabeledImages(Pictures.Random(5, side: 12));
        var transform = ml.Transforms.UnsharpMask("Image", kernel: kernel).Fit(data);
        var loaded = SaveAndLoad.Through(ml, transform, data.Schema);

        var before = transform.Transform(data).GetColumn<MLImage>("Image").Select(Pictures.Planar).ToArray();
        var after = loaded.Transform(data).GetColumn<MLImage>("Image").Select(Pictures.Planar).ToArray();
        Assert.Equal(before, after);
    }

    [Fact]
    public void Pictures_of_any_size_are_sharpened_before_and_after_saving()
    {
        var rows = new[] { 5, 9, 33 }.Select(side => new AnySize { Image = Image(side) }).ToArray();
        var data = ml.Data.LoadFromEnumerable(rows);
        var transform = ml.Transforms.UnsharpMask("Image").Fit(data);
        var loaded = SaveAndLoad.Through(ml, transform, data.Schema);

        var expected = rows.Select(row => SharpeningKernel.Default.Apply(Pictures.Planar(row.Image), row.Image.Height, row.Image.Width)).ToArray();
        Assert.Equal(expected, transform.Transform(data).GetColumn<MLImage>("Image").Select(Pictures.Planar).ToArray());
        Assert.Equal(expected, loaded.Transform(data).GetColumn<MLImage>("Image").Select(Pictures.Planar).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pixel_vectors_are_sharpened_before_and_after_saving(bool bytes)
    {
        var images = Pictures.Random(2, side: 8);
        var data = ml.Data.LoadLabeledImages(images);
        var vectors = ml.Transforms.ExtractPixels("Pixels", "Image", outputAsFloatArray: !bytes).Fit(data).Transform(data);
        var transform = ml.Transforms.UnsharpMask("Pixels").Fit(vectors);
        var loaded = SaveAndLoad.Through(ml, transform, vectors.Schema);

        foreach (var fitted in new[] { transform, loaded })
        {
            var result = fitted.Transform(vectors);
            var values = bytes
                ? result.GetColumn<byte[]>("Pixels").Select(row => row.Select(value => (float)value).ToArray()).ToArray()
                : result.GetColumn<float[]>("Pixels").ToArray();
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal(SharpeningKernel.Default.Apply(images.Image(i).ToArray(), 8, 8).Select(value => (float)value), values[i]);
            }
        }
    }

    [Fact]
    public void A_missing_column_is_named_together_with_those_there_are()
    {
        var data = ml.Data.LoadLabeledImages(Pictures.Random(1));
        var error = Assert.ThrowsAny<ArgumentException>(() => ml.Transforms.UnsharpMask("Photo").Fit(data));
        Assert.Contains("'Photo'", error.Message);
        Assert.Contains("Image, Label", error.Message);
    }

    [Fact]
    public void A_column_without_pictures_is_refused()
    {
        var data = ml.Data.LoadLabeledImages(Pictures.Random(1));
        var error = Assert.ThrowsAny<ArgumentException>(() => ml.Transforms.UnsharpMask("Label").Fit(data));
        Assert.Contains("must be an image", error.Message);
    }

    private static MLImage Image(int side)
    {
        var rgba = new byte[4 * side * side];
        new Random(side).NextBytes(rgba);
        for (int i = 3; i < rgba.Length; i += 4)
        {
            rgba[i] = 255;
        }

        return MLImage.CreateFromPixels(side, side, MLPixelFormat.Rgba32, rgba);
    }

    private sealed class AnySize
    {
        [ImageType]
        public MLImage Image { get; set; } = null!;
    }
}
