using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Where numbers come from, and what they do not say.</summary>
internal static class AboutSection
{
    public static Markup OfRun(EvaluationRecord evaluation) => FactList.Of(
    [
        .. Images(evaluation.TestSet),
        new("model file", evaluation.Model),
        new("seed of the training", evaluation.Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"),
        new("temperature", Show.Three(evaluation.Temperature)),
        new("evaluated", Show.Date(evaluation.Evaluated)),
        new("predictions, SHA-256", evaluation.PredictionsSha256.Length > 0 ? evaluation.PredictionsSha256 : "not saved"),
        new("calibration error", "expected calibration error over equal bins of the greatest probability (Guo and others 2017, arXiv:1706.04599); 0 is perfect"),
        new("not applicable", "classes without test images have no precision, recall or F1, and are shown as n/a"),
    ]);

    public static Markup OfComparison(ComparisonReport comparison) => FactList.Of(
    [
        .. Images(comparison.TestSet),
        new("significance", $"a difference is claimed at p ≤ {Show.Three(comparison.Significance)} after Holm's correction for {comparison.Pairs.Count} pairs"),
        new("tests", "one run each: exact McNemar test over the images; several seeds: Student's or Welch's t-test over the seeds"),
        new("intervals", $"bootstrap over the images, {Show.Whole(comparison.Resamples)} resamples; of pairs for one pair alone, not corrected for their number"),
    ]);

    private static IEnumerable<KeyValuePair<string, string>> Images(TestSet set) =>
        [new("images", $"{Show.Whole(set.Count)} {set.Split} images of {set.Data}{(set.Synthetic ? " (generated)" : "")}"), new("images, SHA-256", set.Sha256)];
}
