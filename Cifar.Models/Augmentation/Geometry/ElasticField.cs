using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Geometry;

/// <summary>Random displacements of every pixel, smoothed by a Gaussian (Simard, Steinkraus, Platt 2003).</summary>
internal sealed class ElasticField
{
    private readonly double alpha;
    private readonly int height;
    private readonly int width;
    private readonly int radius;
    private readonly Tensor gaussian;

    public ElasticField(double alpha, double sigma, int height, int width, Device device)
    {
        this.alpha = alpha;
        this.height = height;
        this.width = width;
        radius = (int)Math.Ceiling(3 * sigma);
        float[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(x => (float)Math.Exp(-x * x / (2 * sigma * sigma)))];
        float sum = weights.Sum();
        gaussian = tensor(Array.ConvertAll(weights, weight => weight / sum), new long[] { weights.Length }).to(device);
    }

    /// <param name="draws">The batch.</param>
    /// <param name="changed">1 for the images to distort and 0 for the others, float32 [B].</param>
    /// <returns>Displacements in pixels: float32 [B, H, W, 2].</returns>
    public Tensor Draw(Draws draws, Tensor changed)
    {
        long count = changed.shape[0];
        Tensor noise = (draws.Pairs(height, width) * 2) - 1;
        Tensor rows = nn.functional.conv2d(noise, gaussian.reshape(1, 1, 1, -1), padding: [0, radius]);
        Tensor smooth = nn.functional.conv2d(rows, gaussian.reshape(1, 1, -1, 1), padding: [radius, 0]);
        return smooth.reshape(2, count, height, width).permute(1, 2, 3, 0) * alpha * changed.reshape(-1, 1, 1, 1);
    }
}
