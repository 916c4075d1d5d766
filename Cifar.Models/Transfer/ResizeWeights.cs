namespace Cifar.Models.Transfer;

/// <summary>Resizing along one axis as a matrix: <c>out = weights * in</c>. The same as Pillow's and PyTorch's antialiased resizing of floats.</summary>
/// <remarks>Two matrix products resize an image in any runtime; ONNX has had an operator with antialiasing since operator set 18 only.</remarks>
internal static class ResizeWeights
{
    private const double CubicA = -0.5;

    /// <summary>Row-major [to, from]; every row sums to 1.</summary>
    /// <param name="from">Pixels there are.</param>
    /// <param name="to">Pixels wanted.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="mirrored">Whether the result runs the other way, which mirrors the image along this axis.</param>
    public static float[] Create(int from, int to, ResizeFilter filter, bool mirrored = false)
    {
        var weights = new float[(long)from * to];
        double scale = (double)from / to, widening = Math.Max(scale, 1);
        double support = (filter == ResizeFilter.Bilinear ? 1 : 2) * widening;
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max((int)(centre - support + 0.5), 0), last = Math.Min((int)(centre + support + 0.5), from);
            double[] row = [.. Enumerable.Range(first, last - first).Select(j => Kernel((j + 0.5 - centre) / widening, filter))];
            double sum = row.Sum();
            int target = mirrored ? to - 1 - i : i;
            for (int j = 0; j < row.Length; j++)
            {
                weights[(target * from) + first + j] = (float)(row[j] / sum);
            }
        }

        return weights;
    }

    private static double Kernel(double x, ResizeFilter filter)
    {
        x = Math.Abs(x);
        return filter switch
        {
            ResizeFilter.Bilinear => Math.Max(0, 1 - x),
            _ when x < 1 => ((((CubicA + 2) * x) - (CubicA + 3)) * x * x) + 1,
            _ when x < 2 => ((((x - 5) * x) + 8) * x * CubicA) - (4 * CubicA),
            _ => 0,
        };
    }
}
