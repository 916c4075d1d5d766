using Cifar.Models.Training;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>The course of trainings.</summary>
internal static class TrainingSection
{
    private const int Width = 460, Height = 300;

    private static readonly ChartAxis Epochs = new("epoch") { Unit = AxisUnit.Whole };

    public static Markup Of(RunDetails run)
    {
        if (run.History.Count == 0)
        {
            return new("");
        }

        bool validated = run.History.Any(epoch => epoch.ValidationAccuracy is not null);
        bool learnt = run.History.Any(epoch => epoch.TrainingAccuracy is not null);
        int best = run.History.Select(epoch => epoch.Epoch).ToList().IndexOf(run.BestEpoch);
        var loss = new LineChart
        {
            Title = "Loss",
            X = Epochs,
            Y = new ChartAxis("loss (nats)"),
            Series =
            [
                new LineSeries(validated ? "training" : "", Points(run, epoch => epoch.TrainingLoss)),
                .. validated ? [new LineSeries("validation", Points(run, epoch => epoch.ValidationLoss)) { Marked = best < 0 ? null : best }] : Array.Empty<LineSeries>(),
            ],
        };
        var accuracy = new LineChart
        {
            Title = (learnt, validated) switch { (true, true) => "Accuracy", (true, false) => "Accuracy on the training images", _ => "Accuracy on the held-out images" },
            X = Epochs,
            Y = new ChartAxis("accuracy") { Unit = AxisUnit.Percent },
            Series =
            [
                .. learnt ? [new LineSeries(validated ? "training" : "", Points(run, epoch => epoch.TrainingAccuracy))] : Array.Empty<LineSeries>(),
                .. validated ? [new LineSeries(learnt ? "validation" : "", Points(run, epoch => epoch.ValidationAccuracy)) { Color = Palette.Series[1], Marked = best < 0 ? null : best }] : Array.Empty<LineSeries>(),
            ],
        };
        var html = new HtmlBuilder().Add($"{Chart.Beside(learnt || validated ? [loss.Draw(Width, Height), accuracy.Draw(Width, Height)] : [loss.Draw(Width, Height)])}");
        if (run.BestEpoch > 0)
        {
            html.Add($"""<p class="quiet">The weights of epoch {run.BestEpoch} were kept.</p>""");
        }

        var table = new DataTable<TrainingEpoch>("Epochs")
            .Numbers("Epoch", epoch => epoch.Epoch, Show.Whole)
            .Numbers("Learning rate", epoch => epoch.LearningRate, rate => rate.ToString("G4", System.Globalization.CultureInfo.InvariantCulture))
            .Numbers("Training loss", epoch => epoch.TrainingLoss, Show.Four)
            .Numbers("Training accuracy", epoch => epoch.TrainingAccuracy, Show.Percent)
            .Numbers("Validation loss", epoch => epoch.ValidationLoss, Show.Four)
            .Numbers("Validation accuracy", epoch => epoch.ValidationAccuracy, Show.Percent)
            .Numbers("Images a second", epoch => epoch.ImagesPerSecond, Show.Whole)
            .Numbers("Time", epoch => epoch.Seconds, Show.Duration)
            .Write(run.History);
        return html.Add($"<details><summary>Epoch by epoch</summary>{table}</details>").ToMarkup();
    }

    /// <summary>The validation accuracies of several runs in one chart.</summary>
    public static Markup OfAll(IReadOnlyList<RunDetails> runs)
    {
        var known = runs.Where(run => run.History.Any(epoch => epoch.ValidationAccuracy is not null)).ToArray();
        return known.Length == 0
            ? new("")
            : Chart.Of(
                new LineChart
                {
                    Title = "Accuracy on the held-out images",
                    X = Epochs,
                    Y = new ChartAxis("accuracy") { Unit = AxisUnit.Percent },
                    Series = [.. known.Select((run, i) => new LineSeries(run.Evaluation.Name, Points(run, epoch => epoch.ValidationAccuracy)) { Color = Palette.OfSeries(i) })],
                }.Draw(720, 400),
                "wide");
    }

    private static PlotPoint[] Points(RunDetails run, Func<TrainingEpoch, double?> value) =>
        [.. run.History.Select(epoch => new PlotPoint(epoch.Epoch, value(epoch) ?? double.NaN))];
}
