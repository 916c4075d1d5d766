namespace Cifar.Pipelines.Plots.Axes;

/// <summary>All values that the axes of a chart have to show.</summary>
internal sealed record ChartValues(IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    public static ChartValues Of(IEnumerable<PlotPoint> points)
    {
        PlotPoint[] all = [.. points];
        return new([.. all.Select(point => point.X)], [.. all.Select(point => point.Y)]);
    }
}
