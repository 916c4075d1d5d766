using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>Learning rates: their course over a training, and the search for a good one.</summary>
public static class LearningRateCurve
{
    /// <summary>The course of a schedule.</summary>
    /// <param name="rates">The rate of each step, from the first.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch, at least 1.</param>
    /// <param name="title">What stands above the chart.</param>
    /// <returns>The rate over the epochs.</returns>
    public static Drawing Draw(IReadOnlyList<double> rates, int stepsPerEpoch, string title = "Learning rate")
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        return new LineChart
        {
            Title = title,
            X = new ChartAxis("epoch"),
            Y = new ChartAxis("learning rate") { Minimum = 0 },
            Series = [new LineSeries("", [.. rates.Select((rate, step) => new PlotPoint((double)step / stepsPerEpoch, rate))])],
        }.Draw(640, 320);
    }

    /// <summary>The search for a learning rate (Smith 2017, arXiv:1506.01186): the loss while the rate grows.</summary>
    /// <param name="rates">The rates tried, above 0, growing.</param>
    /// <param name="losses">The loss at each; those that are not finite are left out.</param>
    /// <param name="suggested">The rate to be marked; null for none.</param>
    /// <param name="title">What stands above the chart.</param>
    /// <returns>The loss over the rate, on a logarithmic axis, cut off at what is clearly above the start.</returns>
    /// <exception cref="ArgumentException">There are not as many losses as rates.</exception>
    public static Drawing Search(IReadOnlyList<double> rates, IReadOnlyList<double> losses, double? suggested, string title = "Search for a learning rate")
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(losses);
        if (rates.Count != losses.Count)
        {
            throw new ArgumentException($"There are {losses.Count} losses for {rates.Count} rates.", nameof(losses));
        }

        var points = rates.Zip(losses, (rate, loss) => new PlotPoint(rate, loss)).ToArray();
        double[] finite = [.. losses.Where(double.IsFinite)];
        double ceiling = finite.Length == 0 ? 1 : finite[0] + (0.3 * (finite[0] - finite.Min())) + 0.05;
        int marked = suggested is { } rate && points.Length > 0 ? Enumerable.Range(0, points.Length).MinBy(i => Math.Abs(Math.Log(points[i].X / rate))) : -1;
        return new LineChart
        {
            Title = title,
            X = new ChartAxis("learning rate") { Scale = AxisScale.Logarithmic },
            Y = new ChartAxis("loss (nats)") { Maximum = finite.Length > 0 && finite.Max() > ceiling ? ceiling : null },
            Series = [new LineSeries("", points) { Marked = marked < 0 ? null : marked, MarkedName = marked < 0 ? null : $"suggested: {TickText.Short(suggested!.Value)}" }],
        }.Draw();
    }
}
