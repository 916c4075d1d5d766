using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Cifar.Pipelines.Tests.Images;

public sealed class ImageResizingTests
{
    static readonly MLContext Ml = new(seed: 1);

    [Fact]
    public void The_column_says_the_size()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new AnyImageRow { Image = ImageFixtures.Noise(9, 7) }]);
        IDataView view = Ml.Transforms.ResizeImages("Small", imageWidth: 5, imageHeight: 3, "Image").Fit(data).Transform(data);
        Assert.Equal(new ImageDataViewType(3, 5), view.Schema["Small"].Type);
        MLImage small = view.GetColumn<MLImage>("Small").Single();
        Assert.Equal((5, 3), (small.Width, small.Height));
    }

    [Fact]
    public void An_image_of_the_right_size_is_handed_on_and_stays_alive()
    {
        using MLImage image = ImageFixtures.Noise(5, 3);
        foreach (ResizingKind kind in Enum.GetValues<ResizingKind>())
            for (int pass = 0; pass < 2; pass++)
                Assert.Same(image, Resize(image, 5, 3, kind));
        Assert.Equal(5, image.Width);
    }

    [Theory]
    [InlineData(MLPixelFormat.Rgba32), InlineData(MLPixelFormat.Bgra32)]
    public void Fill_takes_the_pixel_under_the_centre(MLPixelFormat format)
    {
        using MLImage image = ImageFixtures.Noise(7, 5, format: format);
        byte[] source = ImageFixtures.Rgba(image), resized = ImageFixtures.Rgba(Resize(image, 4, 9, ResizingKind.Fill));
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 4; x++)
            {
                int from = ((int)((y + 0.5) * 5 / 9) * 7 + (int)((x + 0.5) * 7 / 4)) * 4;
                Assert.True(source.AsSpan(from, 4).SequenceEqual(resized.AsSpan((y * 4 + x) * 4, 4)));
            }
    }

    [Theory]
    [InlineData(ResizingKind.IsoCrop, 37, 23), InlineData(ResizingKind.IsoCrop, 5, 100)]
    [InlineData(ResizingKind.Fill, 37, 23), InlineData(ResizingKind.IsoPad, 30, 60)]
    public void A_flat_image_stays_flat(ResizingKind kind, int width, int height)
    {
        using MLImage image = ImageFixtures.Flat(width, height, 200, 100, 3);
        byte[] resized = ImageFixtures.Rgba(Resize(image, 16, 32, kind));
        for (int i = 0; i < resized.Length; i += 4)
            Assert.Equal([200, 100, 3, 255], resized[i..(i + 4)]);
    }

    [Fact]
    public void IsoPad_centres_and_leaves_the_rest_black()
    {
        using MLImage image = ImageFixtures.Flat(10, 5, 255, 255, 255);
        byte[] red = Channel(Resize(image, 8, 8, ResizingKind.IsoPad), 0);
        for (int y = 0; y < 8; y++)
            Assert.All(red.AsSpan(y * 8, 8).ToArray(), value => Assert.Equal(y is >= 2 and < 6 ? 255 : 0, value));
    }

    [Theory]
    [InlineData(Anchor.Left, 0), InlineData(Anchor.Center, 1), InlineData(Anchor.Right, 2), InlineData(Anchor.Top, 1)]
    public void IsoCrop_keeps_the_side_of_the_anchor(Anchor anchor, int third)
    {
        // Three squares beside each other in different greys; the crop is one square.
        byte[] pixels = new byte[36 * 12 * 4];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(100 * (i / 4 % 36 / 12));
        using MLImage image = MLImage.CreateFromPixels(36, 12, MLPixelFormat.Rgba32, pixels);
        byte[] red = Channel(Resize(image, 6, 6, ResizingKind.IsoCrop, anchor), 0);
        Assert.Equal(100 * third, red[6 * 3 + 3]);
    }

    [Fact]
    public void Shrinking_averages_instead_of_skipping()
    {
        // Vertical lines, one pixel wide: what skips pixels shows black or white, what averages shows grey.
        byte[] pixels = new byte[64 * 64 * 4];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 || i / 4 % 2 == 0 ? (byte)255 : (byte)0;
        using MLImage image = MLImage.CreateFromPixels(64, 64, MLPixelFormat.Rgba32, pixels);
        byte[] red = Channel(Resize(image, 16, 16, ResizingKind.IsoCrop), 0);
        // The first and last column repeat the edge, which is of one colour.
        for (int i = 0; i < red.Length; i++)
            Assert.InRange(red[i], i % 16 is 0 or 15 ? 90 : 120, i % 16 is 0 or 15 ? 165 : 135);
    }

    [Fact]
    public void Enlarging_a_ramp_stays_a_ramp()
    {
        byte[] pixels = new byte[8 * 8 * 4];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(20 + 20 * (i / 4 % 8));
        using MLImage image = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, pixels);
        byte[] row = Channel(Resize(image, 32, 32, ResizingKind.IsoCrop), 0)[(16 * 32)..(17 * 32)];
        for (int x = 6; x < 26; x++)
            Assert.InRange(row[x], 20 + 20 * ((x + 0.5) / 4 - 0.5) - 1, 20 + 20 * ((x + 0.5) / 4 - 0.5) + 1);
    }

    [Theory]
    [InlineData(1, 2000), InlineData(2000, 1), InlineData(3, 1999), InlineData(1, 1)]
    public void Extreme_shapes_are_resized_too(int width, int height)
    {
        using MLImage image = ImageFixtures.Noise(width, height);
        foreach (ResizingKind kind in Enum.GetValues<ResizingKind>())
        {
            MLImage resized = Resize(image, 20, 10, kind);
            Assert.Equal((20, 10), (resized.Width, resized.Height));
        }
    }

    [Fact]
    public void Both_pixel_formats_give_the_same_picture()
    {
        using MLImage rgba = ImageFixtures.Noise(30, 20);
        byte[] swapped = rgba.Pixels.ToArray();
        for (int i = 0; i < swapped.Length; i += 4)
            (swapped[i], swapped[i + 2]) = (swapped[i + 2], swapped[i]);
        using MLImage bgra = MLImage.CreateFromPixels(30, 20, MLPixelFormat.Bgra32, swapped);
        foreach (ResizingKind kind in Enum.GetValues<ResizingKind>())
            Assert.Equal(ImageFixtures.Rgba(Resize(rgba, 8, 8, kind)), ImageFixtures.Rgba(Resize(bgra, 8, 8, kind)));
    }

    [Theory]
    [InlineData(0, 1, ResizingKind.Fill), InlineData(1, -1, ResizingKind.Fill)]
    [InlineData(1, 1, (ResizingKind)9), InlineData(40_000, 40_000, ResizingKind.Fill)]
    public void Senseless_sizes_are_refused(int width, int height, ResizingKind kind) =>
        Assert.ThrowsAny<ArgumentException>(() => Ml.Transforms.ResizeImages("Small", width, height, "Image", kind));

    static MLImage Resize(MLImage image, int width, int height, ResizingKind kind, Anchor anchor = Anchor.Center)
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new AnyImageRow { Image = image }]);
        return Ml.Transforms.ResizeImages("Small", width, height, "Image", kind, anchor).Fit(data).Transform(data).GetColumn<MLImage>("Small").Single();
    }

    static byte[] Channel(MLImage image, int channel)
    {
        byte[] rgba = ImageFixtures.Rgba(image);
        return [.. Enumerable.Range(0, rgba.Length / 4).Select(pixel => rgba[pixel * 4 + channel])];
    }
}
