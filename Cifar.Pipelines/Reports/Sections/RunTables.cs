using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>The tables of a comparison.</summary>
internal static class RunTables
{
    public static Markup Runs(ComparisonReport comparison, IReadOnlyList<string>? pages)
    {
        var places = comparison.Runs.Select((run, i) => (run.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        return new DataTable<ComparedRun>("Accuracy and cost of each run, with the interval over the choice of images")
            .Cells("Run", run => pages is null ? Plain(run.Name) : new HtmlBuilder().Add($"""<a href="{pages[places[run.Name]]}">{run.Name}</a>""").ToMarkup())
            .Words("Network", run => run.Network)
            .Numbers("Accuracy", run => run.Accuracy, Show.Percent)
            .Cells("Interval", run => Plain(Show.Percent(run.AccuracyInterval)))
            .Numbers("First five", run => run.Top5Accuracy, Show.Percent, "Share of the images whose class is among the first five guesses")
            .Numbers("Macro F1", run => run.MacroF1, Show.Four)
            .Numbers("Log-loss", run => run.LogLoss, Show.Four, "Nats")
            .Numbers("ECE", run => run.ExpectedCalibrationError, Show.Four, "Expected calibration error")
            .Numbers("Training", run => run.Costs.TrainingSeconds, Show.Duration)
            .Numbers("Parameters", run => run.Costs.Parameters, Show.Short)
            .Numbers("MACs", run => run.Costs.MultiplyAdds, Show.Short, "Multiply-adds for one image")
            .Numbers("Model", run => run.Costs.ModelBytes, Show.Bytes)
            .Numbers("An image", run => run.Costs.MillisecondsPerImage, Show.Milliseconds, "In batches")
            .Numbers("Alone", run => run.Costs.LatencyMilliseconds, Show.Milliseconds, "One picture alone, median")
            .Write(comparison.Runs);
    }

    /// <summary>Nothing where every pipeline has a single run.</summary>
    public static Markup Pipelines(ComparisonReport comparison) => comparison.Pipelines.All(pipeline => pipeline.Runs.Count == 1)
        ? new("")
        : new DataTable<ComparedPipeline>("Mean and standard deviation from seed to seed")
            .Words("Pipeline", pipeline => pipeline.Name)
            .Numbers("Seeds", pipeline => pipeline.Runs.Count, Show.Whole)
            .Numbers("Mean accuracy", pipeline => pipeline.MeanAccuracy, Show.Percent)
            .Numbers("Standard deviation", pipeline => 100 * pipeline.StandardDeviation, Show.Three, "Points")
            .Numbers("Training", pipeline => pipeline.TrainingSeconds, Show.Duration)
            .Numbers("An image", pipeline => pipeline.MillisecondsPerImage, Show.Milliseconds)
            .Words("Pareto front", pipeline => pipeline.OnParetoFront ? "yes" : "no")
            .Write(comparison.Pipelines);

    public static Markup Pairs(ComparisonReport comparison) => new DataTable<ComparedPair>("Every pipeline with every other; differences are B less A, in points")
        .Words("A", pair => pair.A)
        .Words("B", pair => pair.B)
        .Numbers("Difference", pair => pair.Difference, Show.Points)
        .Cells("Interval", pair => Plain(Show.Points(pair.Interval)))
        .Numbers("p", pair => pair.P, Show.Probability)
        .Numbers("p, corrected", pair => pair.HolmP, Show.Probability, "After Holm's correction for the number of pairs; this one decides")
        .Words("Told apart", pair => pair.Differ ? "yes" : "no")
        .Numbers("Only A right", pair => pair.OnlyA, Show.Whole)
        .Numbers("Only B right", pair => pair.OnlyB, Show.Whole)
        .Numbers("Detectable", pair => 100 * pair.DetectableDifference, number => Show.Three(number), "The smallest true difference, in points, that would be found four times out of five")
        .Words("Test", pair => Name(pair.Test))
        .Write(comparison.Pairs);

    private static Markup Plain(string text) => new HtmlBuilder().Add($"{text}").ToMarkup();

    private static string Name(ComparisonTest test) => test switch
    {
        ComparisonTest.McNemar => "exact McNemar",
        ComparisonTest.PairedSeeds => "paired t over seeds",
        ComparisonTest.WelchSeeds => "Welch's t over seeds",
        _ => "bootstrap over images",
    };
}
