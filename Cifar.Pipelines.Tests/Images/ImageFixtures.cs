using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Images;

/// <summary>Image files with the pixels that must be found in them; made by benchmarks/peers/make_image_fixtures.py.</summary>
static class ImageFixtures
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "images");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder).Where(path => !path.EndsWith(".rgba", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!).Order()];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Size and R, G, B, A, alpha not premultiplied.</summary>
    public static (int Width, int Height, byte[] Rgba) Expected(string name)
    {
        byte[] file = Bytes(name + ".rgba");
        return (BinaryPrimitives.ReadInt32LittleEndian(file), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)), file[8..]);
    }

    public static MLImage Decode(byte[] file) => MLImage.CreateFromStream(new MemoryStream(file));

    /// <summary>R, G, B, A with the colours multiplied by alpha, whatever the image's own order.</summary>
    public static byte[] Rgba(MLImage image)
    {
        byte[] pixels = image.Pixels.ToArray();
        if (image.PixelFormat == MLPixelFormat.Bgra32)
            for (int i = 0; i < pixels.Length; i += 4)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return pixels;
    }

    public static byte[] Premultiplied(byte[] rgba)
    {
        byte[] result = [.. rgba];
        for (int i = 0; i < result.Length; i++)
            if (i % 4 != 3)
                result[i] = (byte)Math.Round(rgba[i] * rgba[i / 4 * 4 + 3] / 255.0, MidpointRounding.AwayFromZero);
        return result;
    }

    /// <summary>An image of seeded noise; opaque, or with alpha of at least 1.</summary>
    public static MLImage Noise(int width, int height, int seed = 1, MLPixelFormat format = MLPixelFormat.Rgba32)
    {
        byte[] pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = 255;
        return MLImage.CreateFromPixels(width, height, format, pixels);
    }

    public static MLImage Flat(int width, int height, byte red, byte green, byte blue)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (red, green, blue, 255);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    public static int LargestDifference(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Assert.Equal(first.Length, second.Length);
        int largest = 0;
        for (int i = 0; i < first.Length; i++)
            largest = Math.Max(largest, Math.Abs(first[i] - second[i]));
        return largest;
    }
}
