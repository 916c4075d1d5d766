using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Tables with a row for each class or pair of classes.</summary>
internal static class ClassTables
{
    public static Markup MostConfused(ImageClassificationReport report, int most) => new DataTable<ConfusedPair>("Pairs of classes, the commonest confusion first")
        .Words("True class", pair => pair.ActualName)
        .Words("Taken for", pair => pair.PredictedName)
        .Numbers("Images", pair => pair.Count, Show.Whole)
        .Numbers("Share of the true class", pair => pair.Share, Show.Percent, bar: true)
        .Words("Superclass", pair => report.Classes.CoarseOfFine is not { } of ? "" : of[pair.Actual] == of[pair.Predicted] ? report.Classes.Coarse![of[pair.Actual]] : "different ones")
        .Write(report.MostConfused.Take(most));

    public static Markup Scores(ImageClassificationReport report)
    {
        var table = new DataTable<ClassScores>($"Precision, recall and F1 of {report.Classes.Fine.Count} classes").Words("Class", scores => scores.Name);
        if (report.Classes is { Coarse: { } coarse, CoarseOfFine: { } of })
        {
            table.Words("Superclass", scores => coarse[of[scores.Class]]);
        }

        return table
            .Numbers("Images", scores => scores.Support, Show.Whole)
            .Numbers("Predicted", scores => scores.Predicted, Show.Whole, "Images that the model took for this class")
            .Numbers("Precision", scores => scores.Precision, Show.Three, "Share of right ones among the images taken for this class", bar: true)
            .Numbers("Recall", scores => scores.Recall, Show.Three, "Share of the images of this class that were found", bar: true)
            .Numbers("F1", scores => scores.F1, Show.Three, "Harmonic mean of precision and recall", bar: true)
            .Write(report.PerClass);
    }

    /// <summary>The recall of each class in each run.</summary>
    public static Markup Recalls(IReadOnlyList<(string Name, ImageClassificationReport Report)> runs)
    {
        var first = runs[0].Report;
        var table = new DataTable<int>("Recall of each class in each run").Words("Class", i => first.Classes.Fine[i]).Numbers("Images", i => first.PerClass[i].Support, Show.Whole);
        foreach (var (name, report) in runs)
        {
            table.Numbers(name, i => report.PerClass[i].Recall, Show.Three, bar: true);
        }

        return table
            .Numbers("Spread", i => Spread(runs, i), Show.Three, "The greatest less the least recall")
            .Write(Enumerable.Range(0, first.Classes.Fine.Count));
    }

    private static double? Spread(IReadOnlyList<(string Name, ImageClassificationReport Report)> runs, int i) =>
        runs.Max(run => run.Report.PerClass[i].Recall) - runs.Min(run => run.Report.PerClass[i].Recall);
}
