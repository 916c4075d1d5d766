using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Mixing;

/// <summary>Draws from the beta distribution with both parameters alpha, whole batches at a time, by looking up its inverse distribution function.</summary>
/// <remarks>
/// The lower half is tabulated, chance chooses the half. With x = u^(1/alpha) the density x^(alpha-1) (1-x)^(alpha-1) becomes (1 - u^(1/alpha))^(alpha-1),
/// which is smooth where the beta density has its poles, so that a table in u is exact for small alpha as well.
/// </remarks>
internal sealed class SymmetricBeta
{
    private const int Cells = 4096;

    private readonly double alpha;
    private readonly Tensor table;

    public SymmetricBeta(double alpha, Device device)
    {
        this.alpha = alpha;
        table = tensor(Quantiles(alpha), new long[] { Cells + 1 }).to(device);
    }

    /// <summary>Float32 [B], 0..1.</summary>
    public Tensor Sample(Draws draws)
    {
        Tensor position = draws.Uniform(0, Cells);
        Tensor cell = position.floor().clamp_(0, Cells - 1);
        Tensor index = cell.to(ScalarType.Int64);
        Tensor low = table.index_select(0, index);
        Tensor high = table.index_select(0, index + 1);
        Tensor lower = low.lerp(high, position - cell).pow(1 / alpha);
        return where(draws.Chance(0.5), lower, 1 - lower);
    }

    /// <summary>u at evenly spaced shares of the lower half's probability.</summary>
    private static float[] Quantiles(double alpha)
    {
        const int Steps = 16 * Cells;
        double end = Math.Pow(0.5, alpha), width = end / Steps;
        var sums = new double[Steps + 1];
        for (int i = 0; i < Steps; i++)
        {
            double middle = (i + 0.5) * width;
            sums[i + 1] = sums[i] + Math.Pow(1 - Math.Pow(middle, 1 / alpha), alpha - 1);
        }

        var result = new float[Cells + 1];
        int step = 0;
        for (int i = 0; i <= Cells; i++)
        {
            double target = sums[Steps] * i / Cells;
            while (step < Steps - 1 && sums[step + 1] < target)
            {
                step++;
            }

            result[i] = (float)((step + ((target - sums[step]) / (sums[step + 1] - sums[step]))) * width);
        }

        return result;
    }
}
