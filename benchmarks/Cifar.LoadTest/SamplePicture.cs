using Cifar.Models.Data;
using Microsoft.ML.Data;

namespace Cifar.LoadTest;

/// <summary>Generated pictures of 32 x 32 pixels as PNG files.</summary>
internal static class SamplePicture
{
    private static readonly LabeledImages Images = SyntheticImages.Generate(Cifar100Split.Test, count: 100);

    public static byte[] Png(int index)
    {
        int area = Images.Height * Images.Width;
        var planar = Images.Pixels.AsSpan(3 * area * index, 3 * area);
        var rgba = new byte[4 * area];
        for (int i = 0; i < area; i++)
        {
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]) = (planar[i], planar[area + i], planar[(2 * area) + i], 255);
        }

        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        using var image = MLImage.CreateFromPixels(Images.Width, Images.Height, MLPixelFormat.Rgba32, rgba);
        image.Save(file);
        byte[] bytes = File.ReadAllBytes(file);
        File.Delete(file);
        return bytes;
    }
}
