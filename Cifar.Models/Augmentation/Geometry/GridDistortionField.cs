using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Geometry;

/// <summary>Stretches or squeezes the rows and columns of a 5x5 grid, each by a factor of its own, from the upper left corner on.</summary>
internal static class GridDistortionField
{
    private const int Cells = 5;

    /// <param name="draws">The batch.</param>
    /// <param name="changed">1 for the images to distort and 0 for the others, float32 [B].</param>
    /// <param name="limit">Factors are 1 plus or minus at most this.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <returns>Displacements in pixels: float32 [B, H, W, 2], x before y.</returns>
    public static Tensor Draw(Draws draws, Tensor changed, double limit, int height, int width)
    {
        Tensor Factors() => (draws.Unit(Cells) - 0.5) * (2 * limit) * changed.unsqueeze(1);
        return Displacements(Factors(), Factors(), height, width);
    }

    /// <param name="columns">Factors of the columns of cells less 1, float32 [B, 5].</param>
    /// <param name="rows">Factors of the rows of cells less 1, float32 [B, 5].</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    public static Tensor Displacements(Tensor columns, Tensor rows, int height, int width)
    {
        long[] shape = [columns.shape[0], height, width];
        return stack([Along(columns, width).unsqueeze(1).expand(shape), Along(rows, height).unsqueeze(2).expand(shape)], 3);
    }

    private static Tensor Along(Tensor factors, int length)
    {
        double step = (double)length / Cells;
        Tensor position = (arange(length, ScalarType.Float32, factors.device) + 0.5) / step;
        Tensor cell = position.floor();
        Tensor index = cell.to(ScalarType.Int64);
        Tensor before = factors.cumsum(1) - factors;
        return (before.index_select(1, index) + (factors.index_select(1, index) * (position - cell))) * step;
    }
}
