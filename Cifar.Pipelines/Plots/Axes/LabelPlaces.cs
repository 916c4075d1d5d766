namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Finds places for the names of points where they cover neither points, lines nor other names, and are not cut off.</summary>
/// <param name="plot">Where names may be.</param>
/// <param name="points">The points.</param>
/// <param name="line">Corners of a line of level and upright pieces.</param>
internal sealed class LabelPlaces(PlotArea plot, IReadOnlyList<PlotPoint> points, IReadOnlyList<PlotPoint> line)
{
    private const double PointSize = 7;

    private readonly List<PlotArea> taken =
    [
        .. points.Select(point => new PlotArea(point.X, point.Y, 0, 0).Grow(PointSize)),
        .. line.Zip(line.Skip(1), (from, to) => new PlotArea(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Abs(from.X - to.X), Math.Abs(from.Y - to.Y)).Grow(2)),
    ];

    /// <summary>Takes the best place beside a point.</summary>
    public (PlotPoint At, TextAnchor Anchor) Find(PlotPoint point, double width, double size)
    {
        var places = Around(point, width, size).ToArray();
        var best = places.MinBy(place => Badness(place.Area));
        taken.Add(best.Area);
        return (best.At, best.Anchor);
    }

    private static IEnumerable<(PlotPoint At, TextAnchor Anchor, PlotArea Area)> Around(PlotPoint point, double width, double size)
    {
        foreach (double away in new[] { 0.0, 14, 28, 42 })
        {
            foreach (double y in new[] { point.Y + away, point.Y - away })
            {
                yield return (new(point.X + 10, y), TextAnchor.Start, new(point.X + 10, y - (size / 2), width, size));
                yield return (new(point.X - 10, y), TextAnchor.End, new(point.X - 10 - width, y - (size / 2), width, size));
            }

            foreach (double y in new[] { point.Y - 14 - away, point.Y + 14 + away })
            {
                yield return (new(point.X, y), TextAnchor.Middle, new(point.X - (width / 2), y - (size / 2), width, size));
            }
        }
    }

    // Places named first are better, all else being equal: MinBy takes the first of several.
    private double Badness(PlotArea area)
    {
        double outside = Math.Max(0, plot.X + 2 - area.X) + Math.Max(0, area.Right - plot.Right - 8) + Math.Max(0, plot.Y - 4 - area.Y) + Math.Max(0, area.Bottom - plot.Bottom);
        return (outside * 1000) + taken.Sum(other => Overlap(area, other));
    }

    private static double Overlap(PlotArea a, PlotArea b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X)) * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y));
}
