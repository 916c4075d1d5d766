using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>Two pipelines, and whether one is better.</summary>
/// <param name="A">Name of the first.</param>
/// <param name="B">Name of the second.</param>
/// <param name="Test">The test that was used.</param>
/// <param name="Difference">Accuracy of the second less that of the first, as a share.</param>
/// <param name="Interval">Interval of that, at the confidence that belongs to the significance; for one pair, not corrected for their number.</param>
/// <param name="P">p-value of this pair alone.</param>
/// <param name="HolmP">p-value after Holm's correction for all pairs of the comparison; this one decides.</param>
/// <param name="Differ">Whether the two can be told apart.</param>
/// <param name="OnlyA">Images that only the first gets right; null where several seeds were compared.</param>
/// <param name="OnlyB">Images that only the second gets right; null where several seeds were compared.</param>
/// <param name="Power">Probability that such a test would find a true difference of the size seen here; null where several seeds were compared.</param>
/// <param name="DetectableDifference">The smallest true difference it would find with a probability of 80 %, as a share; null if unknown.</param>
/// <param name="Sentence">All that in a sentence.</param>
public sealed record ComparedPair(
    string A,
    string B,
    ComparisonTest Test,
    double Difference,
    Interval Interval,
    double P,
    double HolmP,
    bool Differ,
    int? OnlyA,
    int? OnlyB,
    double? Power,
    double? DetectableDifference,
    string Sentence);

/// <summary>How two pipelines were compared.</summary>
public enum ComparisonTest
{
    /// <summary>One run each: McNemar's exact test over the images. It speaks of these two trained models, not of what other seeds would give.</summary>
    McNemar,

    /// <summary>The same seeds, at least two: Student's t-test of the differences, seed by seed.</summary>
    PairedSeeds,

    /// <summary>Different seeds, at least two each: Welch's t-test.</summary>
    WelchSeeds,

    /// <summary>One run against several: the mean over the runs is compared image by image. How much the single run owes to its seed is not known.</summary>
    PairedImages,
}
