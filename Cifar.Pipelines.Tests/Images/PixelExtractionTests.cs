using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Cifar.Pipelines.Tests.Images;

public sealed class PixelExtractionTests
{
    const int Height = 4, Width = 6;

    static readonly MLContext Ml = new(seed: 1);

    [Fact]
    public void The_default_is_planes_of_red_green_and_blue_from_0_to_255()
    {
        using MLImage image = ImageFixtures.Flat(Width, Height, red: 30, green: 20, blue: 10);
        IDataView view = Extract(image, Ml.Transforms.ExtractPixels("Pixels", "Image"));

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, Height, Width), view.Schema["Pixels"].Type);
        float[] pixels = view.GetColumn<float[]>("Pixels").Single();
        Assert.Equal([.. Enumerable.Repeat(30f, 24), .. Enumerable.Repeat(20f, 24), .. Enumerable.Repeat(10f, 24)], pixels);
    }

    public static TheoryData<ColorBits, ColorsOrder, bool, MLPixelFormat> Layouts
    {
        get
        {
            var data = new TheoryData<ColorBits, ColorsOrder, bool, MLPixelFormat>();
            foreach (ColorBits colors in new[] { ColorBits.Rgb, ColorBits.All, ColorBits.Red, ColorBits.Green | ColorBits.Blue, ColorBits.Alpha })
                foreach (ColorsOrder order in Enum.GetValues<ColorsOrder>())
                    foreach (bool interleaved in new[] { false, true })
                        data.Add(colors, order, interleaved, interleaved ? MLPixelFormat.Bgra32 : MLPixelFormat.Rgba32);
            return data;
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Colours_lie_where_order_and_interleaving_say(ColorBits colors, ColorsOrder order, bool interleaved, MLPixelFormat format)
    {
        using MLImage image = ImageFixtures.Noise(Width, Height, seed: 3, format);
        float[] expected = Expected(ImageFixtures.Rgba(image), colors, order, interleaved, value => (value - 127.5f) * 0.25f);

        IDataView view = Extract(image, Ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, 127.5f, 0.25f));
        Assert.Equal(expected, view.GetColumn<float[]>("Pixels").Single());

        float[] unscaled = Expected(ImageFixtures.Rgba(image), colors, order, interleaved, value => value);
        view = Extract(image, Ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, 127.5f, 0.25f, outputAsFloatArray: false));
        Assert.Equal([.. unscaled.Select(value => (byte)value)], view.GetColumn<byte[]>("Pixels").Single());
    }

    [Fact]
    public void Interleaved_pixels_have_the_colours_as_the_last_dimension()
    {
        using MLImage image = ImageFixtures.Noise(Width, Height);
        IDataView view = Extract(image, Ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, outputAsFloatArray: false));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte, Height, Width, 3), view.Schema["Pixels"].Type);
    }

    [Fact]
    public void A_missing_image_is_a_vector_of_zeros()
    {
        IDataView view = Extract(null, Ml.Transforms.ExtractPixels("Pixels", "Image"));
        Assert.Equal(new float[72], view.GetColumn<float[]>("Pixels").Single());
    }

    [Fact]
    public void Images_of_another_or_unknown_size_are_refused()
    {
        using MLImage image = ImageFixtures.Noise(Height, Width);
        IDataView view = Extract(image, Ml.Transforms.ExtractPixels("Pixels", "Image"));
        var refusal = Assert.Throws<InvalidOperationException>(() => view.GetColumn<float[]>("Pixels").Single());
        Assert.Contains("'Image'", refusal.Message, StringComparison.Ordinal);

        IDataView any = Ml.Data.LoadFromEnumerable([new AnyImageRow { Image = image }]);
        var mismatch = Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ExtractPixels("Pixels", "Image").Fit(any));
        Assert.Contains("known-size", mismatch.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((ColorBits)0, 1f), InlineData((ColorBits)16, 1f), InlineData(ColorBits.Rgb, 0f), InlineData(ColorBits.Rgb, float.NaN)]
    public void Senseless_options_are_refused(ColorBits colors, float scale) =>
        Assert.ThrowsAny<ArgumentException>(() => Ml.Transforms.ExtractPixels("Pixels", "Image", colors, scaleImage: scale));

    [Theory]
    [InlineData(ColorsOrder.ARGB, false), InlineData(ColorsOrder.ABGR, true), InlineData(ColorsOrder.AGRB, false)]
    public void Pixels_become_the_same_image_again(ColorsOrder order, bool interleaved)
    {
        using MLImage image = ImageFixtures.Noise(Width, Height, seed: 9);
        var there = Ml.Transforms.ExtractPixels("Pixels", "Image", orderOfExtraction: order, interleavePixelColors: interleaved);
        var back = Ml.Transforms.ConvertToImage(Height, Width, "Again", "Pixels", orderOfColors: order, interleavedColors: interleaved);

        IDataView view = Extract(image, there.Append(back));

        Assert.Equal(new ImageDataViewType(Height, Width), view.Schema["Again"].Type);
        MLImage again = view.GetColumn<MLImage>("Again").Single();
        Assert.Equal(ImageFixtures.Rgba(image), ImageFixtures.Rgba(again));
    }

    [Fact]
    public void Bytes_become_the_same_image_too_and_absent_colours_get_their_defaults()
    {
        using MLImage image = ImageFixtures.Noise(Width, Height, seed: 10);
        var there = Ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Green, outputAsFloatArray: false);
        var back = Ml.Transforms.ConvertToImage(Height, Width, "Again", "Pixels", ColorBits.Green, defaultAlpha: 255, defaultRed: 7, defaultBlue: 9);

        byte[] again = ImageFixtures.Rgba(Extract(image, there.Append(back)).GetColumn<MLImage>("Again").Single());

        byte[] expected = ImageFixtures.Rgba(image);
        for (int i = 0; i < expected.Length; i += 4)
            (expected[i], expected[i + 2]) = (7, 9);
        Assert.Equal(expected, again);
    }

    [Fact]
    public void Scaled_values_are_rounded_back()
    {
        using MLImage image = ImageFixtures.Noise(Width, Height, seed: 11);
        var there = Ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All, offsetImage: 127.5f, scaleImage: 1 / 127.5f);
        var back = Ml.Transforms.ConvertToImage(Height, Width, "Again", "Pixels", ColorBits.All, scaleImage: 127.5f, offsetImage: -127.5f);
        Assert.Equal(ImageFixtures.Rgba(image), ImageFixtures.Rgba(Extract(image, there.Append(back)).GetColumn<MLImage>("Again").Single()));
    }

    static IDataView Extract(MLImage? image, IEstimator<ITransformer> estimator)
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new ImageRow { Image = image }]);
        return estimator.Fit(data).Transform(data);
    }

    static float[] Expected(byte[] rgba, ColorBits colors, ColorsOrder order, bool interleaved, Func<byte, float> value)
    {
        ColorBits Bit(char letter) => letter switch { 'A' => ColorBits.Alpha, 'R' => ColorBits.Red, 'G' => ColorBits.Green, _ => ColorBits.Blue };
        int[] channels = [.. order.ToString().Where(letter => (colors & Bit(letter)) != 0).Select(letter => "RGBA".IndexOf(letter))];
        int pixels = rgba.Length / 4;
        return interleaved
            ? [.. Enumerable.Range(0, pixels).SelectMany(pixel => channels.Select(channel => value(rgba[pixel * 4 + channel])))]
            : [.. channels.SelectMany(channel => Enumerable.Range(0, pixels).Select(pixel => value(rgba[pixel * 4 + channel])))];
    }
}
