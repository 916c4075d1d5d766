using Cifar.Models.Data;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>Small image sets for tests: random pixels, or two colours that any network learns to tell apart.</summary>
internal static class Pictures
{
    public static LabeledImages Random(int count, int side = 32, int classes = 4, int seed = 1)
    {
        var random = new Random(seed);
        var pixels = new byte[count * 3 * side * side];
        random.NextBytes(pixels);
        var labels = Enumerable.Range(0, count).Select(i => i % classes).ToArray();
        return new LabeledImages(side, side, pixels, labels, null, Classes(classes));
    }

    /// <summary>Class c is bright in channel c, with noise: learnt in a few steps.</summary>
    public static LabeledImages Coloured(int count, int side = 16, int seed = 1)
    {
        var random = new Random(seed);
        var pixels = new byte[count * 3 * side * side];
        var labels = new int[count];
        int area = side * side;
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            for (int c = 0; c < 3; c++)
            {
                for (int p = 0; p < area; p++)
                {
                    pixels[(((i * 3) + c) * area) + p] = (byte)((c == labels[i] ? 150 : 60) + random.Next(60));
                }
            }
        }

        return new LabeledImages(side, side, pixels, labels, null, new ClassLabels(["red", "green", "blue"], ["warm", "cold"], [0, 1, 1]));
    }

    public static ClassLabels Classes(int count) => new([.. Enumerable.Range(0, count).Select(i => $"class {i}")]);

    /// <summary>The red, green and blue planes of an image.</summary>
    public static byte[] Planar(MLImage image)
    {
        int area = image.Width * image.Height;
        var bgr = image.GetBGRPixels;
        var planar = new byte[3 * area];
        for (int i = 0; i < area; i++)
        {
            planar[i] = bgr[(3 * i) + 2];
            planar[area + i] = bgr[(3 * i) + 1];
            planar[(2 * area) + i] = bgr[3 * i];
        }

        return planar;
    }
}
