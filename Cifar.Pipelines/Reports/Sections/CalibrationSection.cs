using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Whether models are as often right as they say.</summary>
internal static class CalibrationSection
{
    public static Markup Of(IReadOnlyList<(string Name, ImageClassificationReport Report)> runs) => Chart.Beside(runs.Select(run => Draw(run.Report, runs.Count == 1 ? "Reliability" : run.Name)));

    public static Drawing Draw(ImageClassificationReport report, string title) => ReliabilityPlot.Draw(
        [.. report.Calibration.Bins.Select(bin => (bin.Count, bin.Confidence ?? 0, bin.Accuracy ?? 0))], report.ExpectedCalibrationError, title);
}
