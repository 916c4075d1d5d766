using MathNet.Numerics.Distributions;

namespace Cifar.Pipelines.Comparison;

/// <summary>Whether two classifiers differ on the same images (McNemar, "Note on the sampling error of the difference between correlated proportions", 1947).</summary>
/// <remarks>
/// Only images that one of them gets right and the other wrong tell anything. If neither is better, each such image falls to either side like a coin. The exact
/// test keeps its level always, at the price of some power (Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91, 2013).
/// </remarks>
public static class McNemarTest
{
    private const double HalfOfTheTimes = 0.5;

    /// <summary>Two-sided exact test.</summary>
    /// <param name="onlyA">Images that only the first classifier gets right, 0 or more.</param>
    /// <param name="onlyB">Images that only the second gets right, 0 or more.</param>
    /// <returns>The probability of a split at least as uneven by chance, above 0 to 1.</returns>
    public static double Exact(int onlyA, int onlyB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyA);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyB);
        return onlyA == onlyB ? 1 : Math.Min(1, 2 * Binomial.CDF(HalfOfTheTimes, checked(onlyA + onlyB), Math.Min(onlyA, onlyB)));
    }

    /// <summary>How likely a test on that many images finds a difference that is really there, by the normal approximation (Connor, Biometrics 43:207, 1987).</summary>
    /// <param name="shareOnlyA">Share of the images that only the first classifier gets right, 0..1.</param>
    /// <param name="shareOnlyB">Share of the images that only the second gets right, 0..1; the difference of accuracy is this less the other.</param>
    /// <param name="images">Number of images, at least 1.</param>
    /// <param name="significance">Greatest p that counts as a finding, above 0 and below 1.</param>
    /// <returns>0..1; the significance itself where the shares are equal.</returns>
    public static double Power(double shareOnlyA, double shareOnlyB, int images, double significance = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        if (!(shareOnlyA >= 0 && shareOnlyB >= 0 && shareOnlyA + shareOnlyB <= 1))
        {
            throw new ArgumentException($"The shares are {shareOnlyA} and {shareOnlyB}; they must be 0 or more and sum to at most 1.");
        }

        double difference = Math.Abs(shareOnlyB - shareOnlyA), disagreement = shareOnlyA + shareOnlyB;
        if (difference == 0)
        {
            return significance;
        }

        double spread = Math.Sqrt(disagreement - (difference * difference));
        double distance = (difference * Math.Sqrt(images)) - (Quantile(significance) * Math.Sqrt(disagreement));
        return spread == 0 ? (distance > 0 ? 1 : 0) : Normal.CDF(0, 1, distance / spread);
    }

    /// <summary>The smallest difference of accuracy that a test on that many images would find with a given probability.</summary>
    /// <param name="disagreement">Share of the images on which just one of the two is right, 0..1.</param>
    /// <param name="images">Number of images, at least 1.</param>
    /// <param name="significance">Greatest p that counts as a finding, above 0 and below 1.</param>
    /// <param name="power">The probability of finding it.</param>
    /// <returns>A difference of shares, 0..<paramref name="disagreement"/>; null where even total one-sidedness would not be enough.</returns>
    public static double? DetectableDifference(double disagreement, int images, double significance = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        double PowerAt(double difference) => Power((disagreement - difference) / 2, (disagreement + difference) / 2, images, significance);
        if (disagreement <= 0 || PowerAt(disagreement) < power)
        {
            return null;
        }

        double low = 0, high = disagreement;
        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = PowerAt(middle) < power ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double Quantile(double significance) => Normal.InvCDF(0, 1, 1 - (significance / 2));
}
