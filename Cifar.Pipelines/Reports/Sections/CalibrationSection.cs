using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Whether models are as often right as they say.</summary>
internal static class CalibrationSection
{
    public static Markup Of(IReadOnlyList<(string Name, ImageClassificationReport Report)> runs) => Chart.Beside(runs.Select(run => Draw(run.Report, run.Name)));

    /// <summary>One run: reliability, and what not answering would gain.</summary>
    public static Markup Of(EvaluationRecord run) => Chart.Beside([Draw(run.Report, "Reliability"), .. run.Report.Images.Count == 0 ? [] : new[] { DrawRisk(run) }]);

    public static Drawing DrawRisk(EvaluationRecord run) => RiskCoverageCurve.Draw([.. run.Report.Images.Select(image => (image.Top[0].Probability, image.Correct))], run.Threshold);

    public static Drawing Draw(ImageClassificationReport report, string title) => ReliabilityPlot.Draw(
        [.. report.Calibration.Bins.Select(bin => (bin.Count, bin.Confidence ?? 0, bin.Accuracy ?? 0))], report.ExpectedCalibrationError, title);
}
