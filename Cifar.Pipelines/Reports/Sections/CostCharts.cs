using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Accuracy against what it costs.</summary>
internal static class CostCharts
{
    public static Markup Of(ComparisonReport comparison)
    {
        Drawing[] drawings = [.. Draw(comparison).Select(pair => pair.Drawing)];
        return new HtmlBuilder().Add($"{Chart.Of(drawings[0], "wide")}{Chart.Beside(drawings[1..], "wide")}").ToMarkup();
    }

    /// <summary>The drawings with short names.</summary>
    public static IEnumerable<(string Name, Drawing Drawing)> Draw(ComparisonReport comparison)
    {
        bool alone = comparison.Pipelines.All(pipeline => pipeline.LatencyMilliseconds > 0);
        yield return ("accuracy", Accuracies(comparison));
        yield return ("accuracy-against-latency", ParetoPlot.Draw(
            Points(comparison, pipeline => alone ? pipeline.LatencyMilliseconds!.Value : pipeline.MillisecondsPerImage),
            new ChartAxis(alone ? "time for one picture alone (ms)" : "time for an image, in batches (ms)") { Scale = AxisScale.Logarithmic },
            "Accuracy against latency"));
        if (comparison.Pipelines.All(pipeline => pipeline.TrainingSeconds > 0))
        {
            yield return ("accuracy-against-training-time", ParetoPlot.Draw(
                Points(comparison, pipeline => pipeline.TrainingSeconds!.Value / 60),
                new ChartAxis("training time (min)") { Scale = AxisScale.Logarithmic },
                "Accuracy against training time"));
        }
    }

    private static Drawing Accuracies(ComparisonReport comparison) => new BarChart
    {
        Title = "Accuracy, with intervals over the choice of images",
        Axis = new ChartAxis("accuracy") { Unit = AxisUnit.Percent, Minimum = 0, Maximum = 1 },
        Bars =
        [
            .. comparison.Runs.OrderByDescending(run => run.Accuracy).Select(run => new Bar(run.Name, run.Accuracy)
            {
                Interval = (run.AccuracyInterval.Low, run.AccuracyInterval.High),
            }),
        ],
    }.Draw();

    private static ParetoPoint[] Points(ComparisonReport comparison, Func<ComparedPipeline, double> cost) =>
        [.. comparison.Pipelines.Select(pipeline => new ParetoPoint(pipeline.Name, cost(pipeline), pipeline.MeanAccuracy, pipeline.StandardDeviation ?? 0))];
}
