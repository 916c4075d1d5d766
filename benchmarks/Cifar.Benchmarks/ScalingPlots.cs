using System.Text.Json;
using Cifar.Pipelines.Plots;

namespace Cifar.Benchmarks;

/// <summary>Points of <see cref="ScalingCurves"/> as log-log plots, one for each thing there was ever more of.</summary>
internal static class ScalingPlots
{
    private static readonly Dictionary<string, string> Axes = new()
    {
        ["batch"] = "images in a batch", ["size"] = "pixels of an image", ["threads"] = "threads", ["data"] = "images",
    };

    /// <param name="file">One point a line, as JSON.</param>
    /// <param name="folder">Where <c>scaling-batch.svg</c> and the like go.</param>
    /// <returns>The files.</returns>
    public static IEnumerable<string> Draw(string file, string folder)
    {
        var points = File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<ScalingCurves.Point>(line)!);
        foreach (var plot in points.GroupBy(point => point.What))
        {
            var chart = new LineChart
            {
                Title = $"Time against {Axes[plot.Key]}",
                X = new(Axes[plot.Key]) { Scale = AxisScale.Logarithmic },
                Y = new("seconds") { Scale = AxisScale.Logarithmic },
                Series = [.. plot.GroupBy(point => point.Curve).Select(curve => new LineSeries(curve.Key, [.. Medians(curve)]))],
            };
            string path = Path.Combine(folder, $"scaling-{plot.Key}.svg");
            chart.Draw().SaveSvg(path);
            yield return path;
        }
    }

    private static IEnumerable<PlotPoint> Medians(IEnumerable<ScalingCurves.Point> points) => points
        .GroupBy(point => point.X)
        .OrderBy(group => group.Key)
        .Select(group => new PlotPoint(group.Key, group.Select(point => point.Seconds).Order().ElementAt(group.Count() / 2)));
}
