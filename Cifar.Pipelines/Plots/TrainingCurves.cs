using Cifar.Models.Training;
using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>The course of trainings over their epochs.</summary>
public static class TrainingCurves
{
    private const int PanelWidth = 450, PanelHeight = 300, Heading = 34;

    private static readonly ChartAxis Epochs = new("epoch") { Unit = AxisUnit.Whole };

    /// <summary>One training: losses, accuracy on the training images and on those held out (where there are any), learning rate and speed, a panel each; the best epoch is marked.</summary>
    /// <param name="history">The course of the training.</param>
    /// <param name="title">What stands above the panels; empty for nothing.</param>
    /// <returns>The drawing, two panels wide.</returns>
    public static Drawing Draw(TrainingHistory history, string title = "")
    {
        ArgumentNullException.ThrowIfNull(history);
        return Draw(history.Epochs, history.BestEpoch, title);
    }

    /// <summary>As <see cref="Draw(TrainingHistory, string)"/>, of a training that may still go on.</summary>
    /// <param name="epochs">The epochs done, in order.</param>
    /// <param name="bestEpoch">The epoch to be marked; 0 for none.</param>
    /// <param name="title">What stands above the panels; empty for nothing.</param>
    /// <returns>The drawing, two panels wide.</returns>
    public static Drawing Draw(IReadOnlyList<TrainingEpoch> epochs, int bestEpoch, string title = "")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(title);
        bool counted = epochs.Any(epoch => epoch.TrainingAccuracy is not null || epoch.ValidationAccuracy is not null);
        LineChart[] panels = [Losses(epochs, bestEpoch), .. counted ? [Accuracy(epochs, bestEpoch)] : Array.Empty<LineChart>(), Rate(epochs), Speed(epochs)];
        return Panels(panels, title.Length > 0 ? title : "Training", title);
    }

    /// <summary>Several ways of training compared by their validation accuracy; of one that was done with several seeds the mean and a band of one standard deviation.</summary>
    /// <param name="groups">Name of each way and its trainings.</param>
    /// <param name="title">What stands above the chart.</param>
    /// <returns>The drawing.</returns>
    /// <exception cref="ArgumentException">A group is empty.</exception>
    public static Drawing Compare(IReadOnlyList<(string Name, IReadOnlyList<TrainingHistory> Trainings)> groups, string title = "Validation accuracy")
    {
        ArgumentNullException.ThrowIfNull(groups);
        return new LineChart
        {
            Title = title,
            X = Epochs,
            Y = new ChartAxis("validation accuracy") { Unit = AxisUnit.Percent },
            Series = [.. groups.Select(group => Mean(group.Name, group.Trainings))],
        }.Draw(720, 440);
    }

    private static LineSeries Mean(string name, IReadOnlyList<TrainingHistory> trainings)
    {
        if (trainings.Count == 0)
        {
            throw new ArgumentException($"'{name}' has no training.", nameof(trainings));
        }

        var byEpoch = trainings.SelectMany(training => training.Epochs).Where(epoch => epoch.ValidationAccuracy is not null)
            .GroupBy(epoch => epoch.Epoch, epoch => epoch.ValidationAccuracy!.Value).OrderBy(group => group.Key).ToArray();
        return new LineSeries(trainings.Count == 1 ? name : $"{name} (mean ± SD of {trainings.Count})", [.. byEpoch.Select(group => new PlotPoint(group.Key, group.Average()))])
        {
            Band = trainings.Count == 1 ? null : [.. byEpoch.Select(group => Deviation([.. group]))],
        };
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static Drawing Panels(LineChart[] panels, string name, string title)
    {
        int rows = (panels.Length + 1) / 2, top = title.Length > 0 ? Heading : 0;
        var drawing = new Drawing(2 * PanelWidth, top + (rows * PanelHeight), name);
        drawing.Text(title, new(8, 24), new TextStyle { Size = 18, Bold = true });
        for (int i = 0; i < panels.Length; i++)
        {
            panels[i].DrawInto(drawing, new PlotArea(i % 2 * PanelWidth, top + (i / 2 * PanelHeight), PanelWidth, PanelHeight));
        }

        return drawing;
    }

    private static LineChart Losses(IReadOnlyList<TrainingEpoch> epochs, int best) => new()
    {
        Title = "Loss",
        X = Epochs,
        Y = new ChartAxis("loss (nats)"),
        Series =
        [
            new LineSeries("training", Over(epochs, epoch => epoch.TrainingLoss)),
            .. epochs.Any(epoch => epoch.ValidationLoss is not null) ? [Marked(new("validation", Over(epochs, epoch => epoch.ValidationLoss)), epochs, best, loss => TickText.Short(loss))] : Array.Empty<LineSeries>(),
        ],
    };

    private static LineChart Accuracy(IReadOnlyList<TrainingEpoch> epochs, int best) => new()
    {
        Title = "Accuracy",
        X = Epochs,
        Y = new ChartAxis("share of images right") { Unit = AxisUnit.Percent },
        Series =
        [
            .. epochs.Any(epoch => epoch.TrainingAccuracy is not null) ? [new("training", Over(epochs, epoch => epoch.TrainingAccuracy)) { Color = Palette.Series[0] }] : Array.Empty<LineSeries>(),
            .. epochs.Any(epoch => epoch.ValidationAccuracy is not null)
                ? [Marked(new("validation", Over(epochs, epoch => epoch.ValidationAccuracy)) { Color = Palette.Series[1] }, epochs, best, TickText.Percent)]
                : Array.Empty<LineSeries>(),
        ],
    };

    private static LineChart Rate(IReadOnlyList<TrainingEpoch> epochs) => new()
    {
        Title = "Learning rate",
        X = Epochs,
        Y = new ChartAxis("at the end of the epoch") { Minimum = 0 },
        Series = [new LineSeries("", Over(epochs, epoch => epoch.LearningRate)) { Color = Palette.Series[2] }],
    };

    private static LineChart Speed(IReadOnlyList<TrainingEpoch> epochs) => new()
    {
        Title = "Speed",
        X = Epochs,
        Y = new ChartAxis("training images per second") { Minimum = 0 },
        Series = [new LineSeries("", Over(epochs, epoch => epoch.ImagesPerSecond)) { Color = Palette.Series[3] }],
    };

    private static PlotPoint[] Over(IReadOnlyList<TrainingEpoch> epochs, Func<TrainingEpoch, double?> value) =>
        [.. epochs.Select(epoch => new PlotPoint(epoch.Epoch, value(epoch) ?? double.NaN))];

    private static LineSeries Marked(LineSeries series, IReadOnlyList<TrainingEpoch> epochs, int best, Func<double, string> text)
    {
        int index = epochs.Select(epoch => epoch.Epoch).ToList().IndexOf(best);
        return index < 0 ? series : series with { Marked = index, MarkedName = $"best epoch, {best}: {text(series.Points[index].Y)}" };
    }
}
