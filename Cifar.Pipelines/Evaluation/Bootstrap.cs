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

    /// <summary>
    /// The middle part of the shares of images that count. Where all of them do, or none, every resample says the same, however few images there are; there it is the exact interval
    /// (Clopper and Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", Biometrika 26, 1934).
    /// </summary>
    /// <param name="shares">Of each resample; sorted in place.</param>
    /// <param name="hits">Images that count.</param>
    /// <param name="images">All images.</param>
    /// <param name="level">Confidence.</param>
    public static Interval OfShare(double[] shares, int hits, int images, double level)
    {
        double least = Math.Pow((1 - level) / 2, 1.0 / images);
        return hits == images ? new Interval(least, 1)
            : hits == 0 ? new Interval(0, 1 - least)
            : Middle(shares, level);
    }
}
