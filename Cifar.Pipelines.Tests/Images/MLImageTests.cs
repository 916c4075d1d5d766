using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Images;

public sealed class MLImageTests
{
    [Fact]
    public void Pixels_come_back_as_they_were_given()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, pixels);
        pixels[0] = 99;

        Assert.Equal([1, 2, 3, 255, 4, 5, 6, 255], image.Pixels.ToArray());
        Assert.Equal((2, 1, 32, MLPixelFormat.Bgra32), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.Equal([1, 2, 3, 4, 5, 6], image.GetBGRPixels);
        Assert.Null(image.Tag);
    }

    [Fact]
    public void GetBGRPixels_puts_blue_first_from_either_format()
    {
        using MLImage rgba = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]);
        using MLImage bgra = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [30, 20, 10, 255]);
        Assert.Equal([30, 20, 10], rgba.GetBGRPixels);
        Assert.Equal(rgba.GetBGRPixels, bgra.GetBGRPixels);
    }

    [Theory]
    [InlineData(0, 1, MLPixelFormat.Rgba32, 0), InlineData(1, -1, MLPixelFormat.Rgba32, 4), InlineData(1, 1, MLPixelFormat.Unknown, 4)]
    [InlineData(1, 1, MLPixelFormat.Rgba32, 3), InlineData(46341, 46341, MLPixelFormat.Rgba32, 36)]
    public void Pixels_that_do_not_fit_are_an_ArgumentException(int width, int height, MLPixelFormat format, int bytes) =>
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(width, height, format, new byte[bytes]));

    [Fact]
    public void A_disposed_image_answers_nothing()
    {
        MLImage image = ImageFixtures.Noise(2, 2);
        image.Dispose();
        image.Dispose();

        Assert.Throws<InvalidOperationException>(() => image.Pixels.Length);
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Height);
        Assert.Throws<InvalidOperationException>(() => image.PixelFormat);
        Assert.Throws<InvalidOperationException>(() => image.BitsPerPixel);
        Assert.Throws<InvalidOperationException>(() => image.Tag);
        Assert.Throws<InvalidOperationException>(() => image.Tag = "x");
        Assert.Throws<InvalidOperationException>(() => image.Save("x.png"));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
        Assert.Throws<FileNotFoundException>(() => MLImage.CreateFromFile(Path.Combine(Path.GetTempPath(), "mlnetcifar-no-such-file.png")));
    }

    [Theory]
    [InlineData(".png", MLPixelFormat.Rgba32, 0), InlineData(".PNG", MLPixelFormat.Bgra32, 0), InlineData(".webp", MLPixelFormat.Bgra32, 0)]
    [InlineData(".jpg", MLPixelFormat.Rgba32, 6), InlineData(".jpeg", MLPixelFormat.Bgra32, 6)]
    public void Saving_and_reading_gives_the_image_back(string extension, MLPixelFormat format, int tolerance)
    {
        using var file = new TemporaryFile(extension, [1, 2, 3]);
        using MLImage image = ImageFixtures.Noise(19, 11, format: format);

        image.Save(file.Path);

        using MLImage read = MLImage.CreateFromFile(file.Path);
        Assert.InRange(ImageFixtures.LargestDifference(ImageFixtures.Rgba(image), ImageFixtures.Rgba(read)), 0, tolerance);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file.Path)!, Path.GetFileName(file.Path) + ".*.tmp"));
    }

    [Fact]
    public void Transparent_pixels_survive_a_PNG()
    {
        using var file = new TemporaryFile(".png");
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [60, 30, 10, 128, 0, 0, 0, 0]);
        image.Save(file.Path);
        using MLImage read = MLImage.CreateFromFile(file.Path);
        Assert.Equal(image.Pixels, read.Pixels);
    }

    [Theory]
    [InlineData(".gif"), InlineData(".bmp"), InlineData(".tiff"), InlineData("")]
    public void Formats_that_cannot_be_written_are_an_ArgumentException(string extension)
    {
        using var file = new TemporaryFile(extension);
        using MLImage image = ImageFixtures.Noise(2, 2);
        Assert.Throws<ArgumentException>(() => image.Save(file.Path));
        Assert.False(File.Exists(file.Path));
    }
}
