using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Reports.Html;
using Cifar.Pipelines.Reports.Sections;

namespace Cifar.Pipelines.Reports;

/// <summary>Reports as HTML: one self-contained page that asks no network for anything, light or dark, with tables to sort and a confusion matrix to explore.</summary>
public static class HtmlReport
{
    private const int MostConfusedShown = 30;

    /// <summary>The report of one run.</summary>
    /// <param name="run">The run.</param>
    /// <returns>An HTML document.</returns>
    /// <exception cref="ArgumentException">There are not as many pictures as the evaluation had.</exception>
    public static string OfRun(RunDetails run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var evaluation = run.Evaluation;
        var report = evaluation.Report;
        return ReportPage.Write(
            evaluation.Name,
            $"{evaluation.Network} on {Describe(evaluation.TestSet)}, {Show.Date(evaluation.Evaluated)}",
            [
                ("results", "Results", Headline.Of(run)),
                ("training", "Training", TrainingSection.Of(run)),
                ("matrix", "Confusion matrix", MatrixSection.Of(report.Classes, [(evaluation.Name, report)])),
                ("confused", "Most confused pairs", ClassTables.MostConfused(report, MostConfusedShown)),
                ("classes", "Classes", ClassTables.Scores(report)),
                ("calibration", "Calibration", CalibrationSection.Of(evaluation)),
                ("mistakes", "Greatest mistakes", MistakesSection.Of(run)),
                ("cost", "Cost", FactList.Of(CostFacts.Of(evaluation.Costs))),
                ("configuration", "Configuration", FactList.Folded("All settings of the run", run.Configuration)),
                ("about", "About these numbers", AboutSection.OfRun(evaluation)),
            ]);
    }

    /// <summary>The report of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="runs">The runs of the comparison, in its order.</param>
    /// <param name="pages">Addresses of the runs' own pages, relative to this one; null for none.</param>
    /// <returns>An HTML document.</returns>
    /// <exception cref="ArgumentException">The runs are not those of the comparison.</exception>
    public static string OfComparison(ComparisonReport comparison, IReadOnlyList<RunDetails> runs, IReadOnlyList<string>? pages = null)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(runs);
        if (!comparison.Runs.Select(run => run.Name).SequenceEqual(runs.Select(run => run.Evaluation.Name)) || (pages is not null && pages.Count != runs.Count))
        {
            throw new ArgumentException("The runs must be those of the comparison, in its order.", nameof(runs));
        }

        var reports = runs.Select(run => (run.Evaluation.Name, run.Evaluation.Report)).ToArray();
        return ReportPage.Write(
            comparison.Pipelines.Count == 1 ? $"{comparison.Runs.Count} runs of one pipeline" : $"Comparison of {comparison.Pipelines.Count} pipelines",
            $"{comparison.Runs.Count} runs on {Describe(comparison.TestSet)}, {Show.Date(runs.Max(run => run.Evaluation.Evaluated))}",
            [
                ("findings", "Findings", FindingsSection.Of(comparison)),
                ("runs", "Runs", RunTables.Runs(comparison, pages)),
                ("pipelines", "Pipelines over their seeds", RunTables.Pipelines(comparison)),
                ("pairs", "Pairs", RunTables.Pairs(comparison)),
                ("cost", "Accuracy and cost", CostCharts.Of(comparison)),
                ("training", "Training", TrainingSection.OfAll(runs)),
                ("matrix", "Confusion matrix", MatrixSection.Of(comparison.Classes, reports)),
                ("classes", "Classes", ClassTables.Recalls(reports)),
                ("calibration", "Calibration", CalibrationSection.Of(reports)),
                ("about", "About these numbers", AboutSection.OfComparison(comparison)),
            ]);
    }

    private static string Describe(Evaluation.TestSet set) => $"{Show.Whole(set.Count)} {set.Split} images of {set.Data}";
}
