using Cifar.Models.Onnx;

namespace Cifar.Benchmarks;

/// <summary>The unsharp mask on planar bytes in memory, by one thread.</summary>
internal static class Sharpening
{
    /// <param name="file">Bytes of RGB images [N, 3, height, width] without a header.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="repeats">How often all images are sharpened.</param>
    /// <param name="result">Where the sharpened bytes go, for comparison.</param>
    public static Measurement Measure(string file, int height, int width, int repeats, string result)
    {
        byte[] pixels = File.ReadAllBytes(file);
        var sharpened = new byte[pixels.Length];
        double seconds = Timed.Median(repeats, () => SharpeningKernel.Default.Apply(pixels, height, width, sharpened));
        File.WriteAllBytes(result, sharpened);
        return new(pixels.Length / (3.0 * height * width) / seconds);
    }
}
