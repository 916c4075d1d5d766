using Cifar.Models.Data;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Sections;

namespace Cifar.Pipelines.Reports;

/// <summary>The drawings of a report as files, for papers and slides: each as SVG and as PNG, no browser needed.</summary>
public static class ReportPictures
{
    /// <summary>Name of the folder beside the page.</summary>
    public const string Folder = "pictures";

    private const int SheetColumns = 3, SheetPictures = 24;

    /// <summary>Draws a run: curves, confusion matrix by superclass, reliability, precision and recall of each class, and with the pictures at hand sheets of right and wrong answers.</summary>
    /// <param name="run">The run.</param>
    /// <returns>The drawings with the names of their files, without extensions.</returns>
    public static IReadOnlyList<(string Name, Drawing Drawing)> Of(RunDetails run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var report = run.Evaluation.Report;
        var names = report.Classes.Fine;
        List<(string, Drawing)> drawings =
        [
            ("confusion-matrix", ConfusionMatrixPlot.Draw([.. report.Confusion.Select(row => row.Select(count => (double)count).ToArray())], report.Classes)),
            ("reliability", CalibrationSection.Draw(report, "Reliability")),
            ("precision", PerClassBars.Draw(names, [.. report.PerClass.Select(scores => scores.Precision)], "Precision of each class", "share of right ones among those taken for the class")),
            ("recall", PerClassBars.Draw(names, [.. report.PerClass.Select(scores => scores.Recall)], "Recall of each class", "share of the images of the class that were found")),
        ];
        if (report.Images.Count > 0)
        {
            drawings.Add(("risk-coverage", CalibrationSection.DrawRisk(run.Evaluation)));
        }

        if (run.History.Count > 0)
        {
            drawings.Add(("curves", TrainingCurves.Draw(run.History, run.BestEpoch, run.Evaluation.Name)));
        }

        if (run.Pictures is { } pictures)
        {
            var images = report.Images;
            drawings.Add(("right", Sheet(images.Where(image => image.Correct).OrderByDescending(image => image.Top[0].Probability), pictures, names, "Right and most sure")));
            drawings.Add(("wrong", Sheet(images.Where(image => !image.Correct).OrderByDescending(image => image.Loss), pictures, names, "Most wrong")));
        }

        return drawings;
    }

    /// <summary>Draws a comparison: accuracies with their intervals, accuracy against cost.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>The drawings with the names of their files, without extensions.</returns>
    public static IReadOnlyList<(string Name, Drawing Drawing)> Of(ComparisonReport comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return [.. CostCharts.Draw(comparison)];
    }

    /// <summary>Writes drawings as SVG and PNG files; each appears whole or not at all.</summary>
    /// <param name="folder">Where to; made if it does not exist.</param>
    /// <param name="drawings">The drawings with the names of their files.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Save(string folder, IReadOnlyList<(string Name, Drawing Drawing)> drawings)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(drawings);
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var (name, drawing) in drawings)
        {
            string path = Path.Combine(folder, name);
            drawing.SaveSvg(path + ".svg");
            drawing.SavePng(path + ".png");
            files.AddRange([path + ".svg", path + ".png"]);
        }

        return files;
    }

    private static Drawing Sheet(IEnumerable<ImageResult> images, LabeledImages pictures, IReadOnlyList<string> names, string title) =>
        ContactSheet.Draw([.. images.Take(SheetPictures).Select(image => MistakesSection.Tile(image, pictures, names))], SheetColumns, title);
}
