using Cifar.Pipelines.Data;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>Picture files with something on them: smooth colours, so that lossy formats keep them, of any size.</summary>
internal static class TestPictures
{
    public static byte[] Png(int seed, int width = 32, int height = 32) => PngFile.Encode(Planar(seed, width, height), height, width);

    /// <summary>A picture in the format of the extension (<c>.jpg</c>, <c>.webp</c>).</summary>
    public static byte[] As(string extension, int seed, int width = 32, int height = 32)
    {
        using var folder = new TemporaryFolder();
        using var image = PlanarPixels.CreateImage(Planar(seed, width, height), height, width);
        image.Save(folder["picture" + extension]);
        return File.ReadAllBytes(folder["picture" + extension]);
    }

    /// <summary>One of many files: PNG and JPEG, odd sizes, some larger and some smaller than what models see.</summary>
    public static (string Name, byte[] Bytes) Varied(int seed)
    {
        var random = new Random(seed);
        var (width, height) = seed % 5 == 0 ? (32, 32) : (random.Next(1, 90), random.Next(1, 90));
        return seed % 2 == 0 ? ($"{seed:D4}.png", Png(seed, width, height)) : ($"{seed:D4}.jpg", As(".jpg", seed, width, height));
    }

    private static byte[] Planar(int seed, int width, int height)
    {
        var random = new Random(seed);
        var planar = new byte[3 * width * height];
        for (int channel = 0; channel < 3; channel++)
        {
            double across = random.NextDouble() / 4, down = random.NextDouble() / 4, phase = random.NextDouble() * 6;
            for (int i = 0; i < width * height; i++)
            {
                planar[(channel * width * height) + i] = (byte)(127.5 + (120 * Math.Sin((across * (i % width)) + (down * (i / width)) + phase)));
            }
        }

        return planar;
    }
}
