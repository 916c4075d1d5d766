using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>Images as points of a plane, their features brought down to two principal components for example, coloured by group.</summary>
public static class FeatureMap
{
    private static readonly LegendShape[] Shapes = [LegendShape.Dot, LegendShape.Ring, LegendShape.Box];

    /// <summary>Draws the map.</summary>
    /// <param name="points">A point for each image.</param>
    /// <param name="groups">The group of each image, an index into <paramref name="names"/>; superclasses for example.</param>
    /// <param name="names">Names of the groups. Colours and shapes together tell 24 groups apart.</param>
    /// <param name="title">What stands above the map.</param>
    /// <param name="horizontal">What the first coordinate is.</param>
    /// <param name="vertical">What the second coordinate is.</param>
    /// <returns>The drawing.</returns>
    /// <exception cref="ArgumentException">There are not as many groups as points, or a group has no name.</exception>
    public static Drawing Draw(
        IReadOnlyList<PlotPoint> points,
        IReadOnlyList<int> groups,
        IReadOnlyList<string> names,
        string title = "Features",
        string horizontal = "first principal component",
        string vertical = "second principal component")
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(names);
        if (points.Count != groups.Count || groups.Any(group => (uint)group >= (uint)names.Count))
        {
            throw new ArgumentException($"There are {points.Count} points and {groups.Count} groups; each point needs a group of 0 to {names.Count - 1}.", nameof(groups));
        }

        var entries = names.Select((name, i) => new LegendEntry(name, Palette.Series[i % Palette.Series.Count], Shapes[i / Palette.Series.Count % Shapes.Length])).ToArray();
        var drawing = new Drawing(860, 640, title);
        var frame = ChartFrame.Draw(drawing, new(0, 0, 860, 640), title, new ChartAxis(horizontal), new ChartAxis(vertical), ChartValues.Of(points), entries);
        frame.Inside(() =>
        {
            for (int i = 0; i < points.Count; i++)
            {
                var (at, entry) = (frame.At(points[i]), entries[groups[i]]);
                if (double.IsFinite(at.X) && double.IsFinite(at.Y))
                {
                    Dot(drawing, at, entry);
                }
            }
        });
        return drawing;
    }

    private static void Dot(Drawing drawing, PlotPoint at, LegendEntry entry)
    {
        var color = entry.Color with { Opacity = 0.7 };
        switch (entry.Shape)
        {
            case LegendShape.Ring:
                drawing.Circle(at, 2.8, null, new Pen(color, 1.4));
                break;
            case LegendShape.Box:
                drawing.Rectangle(new(at.X - 2.6, at.Y - 2.6, 5.2, 5.2), color);
                break;
            default:
                drawing.Circle(at, 3, color);
                break;
        }
    }
}
