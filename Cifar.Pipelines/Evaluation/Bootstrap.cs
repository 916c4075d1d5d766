using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Draws images with replacement, and turns what was computed of the draws into percentile intervals (Efron, "Bootstrap Methods", 1979).</summary>
internal sealed class Bootstrap(int seed)
{
    private readonly Xoshiro256StarStar random = new(seed, threadSafe: false);

    /// <summary>Fills <paramref name="images"/> with numbers from 0 to below its own length, each equally likely.</summary>
    public void Draw(int[] images)
    {
        random.NextInt32s(images, 0, images.Length);
    }

    /// <summary>The middle part of the values; they are sorted in place.</summary>
    public static Interval Middle(double[] values, double level)
    {
        Array.Sort(values);
        double tail = (1 - level) / 2;
        return new Interval(SortedArrayStatistics.Quantile(values, tail), SortedArrayStatistics.Quantile(values, 1 - tail));
    }
}
