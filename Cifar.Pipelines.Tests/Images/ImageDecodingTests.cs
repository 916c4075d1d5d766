using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Images;

/// <summary>Every kind of file gives the pixels that are in it.</summary>
public sealed class ImageDecodingTests
{
    public static TheoryData<string> Names => ImageFixtures.Names;

    [Theory, MemberData(nameof(Names))]
    public void Decoding_gives_the_pixels_of_the_witness(string name)
    {
        (int width, int height, byte[] rgba) = ImageFixtures.Expected(name);

        using MLImage image = MLImage.CreateFromFile(ImageFixtures.PathOf(name));

        Assert.Equal((width, height), (image.Width, image.Height));
        // OpenCV turns CMYK into RGB with cruder arithmetic.
        int tolerance = name == "cmyk.jpg" ? 2 : 0;
        Assert.InRange(ImageFixtures.LargestDifference(ImageFixtures.Premultiplied(rgba), ImageFixtures.Rgba(image)), 0, tolerance);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_content_decides_not_the_name(string name)
    {
        using var file = new TemporaryFile(".png", ImageFixtures.Bytes(name));
        using MLImage image = MLImage.CreateFromFile(file.Path);
        Assert.Equal(ImageFixtures.Expected(name).Width, image.Width);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_stream_is_read_from_where_it_stands(string name)
    {
        byte[] file = ImageFixtures.Bytes(name);
        using var stream = new MemoryStream([1, 2, 3, .. file]) { Position = 3 };
        using var pipe = new UnseekableStream(file);

        using MLImage first = MLImage.CreateFromStream(stream), second = MLImage.CreateFromStream(pipe);

        Assert.Equal(first.Pixels, second.Pixels);
    }

    [Fact]
    public void Colours_of_transparent_pixels_are_multiplied_by_alpha_and_given_back_divided()
    {
        (_, _, byte[] rgba) = ImageFixtures.Expected("rgba8.png");
        using MLImage image = MLImage.CreateFromFile(ImageFixtures.PathOf("rgba8.png"));
        byte[] bgr = image.GetBGRPixels;
        for (int pixel = 0; pixel < rgba.Length / 4; pixel++)
        {
            int alpha = rgba[pixel * 4 + 3];
            for (int c = 0; c < 3 && alpha > 0; c++)
                Assert.InRange(Math.Abs(bgr[pixel * 3 + 2 - c] - rgba[pixel * 4 + c]), 0, 127 / alpha + 1); // what rounding to alpha steps leaves
        }
    }
}
