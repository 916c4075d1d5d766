using Cifar.Pipelines.Plots.Axes;

namespace Cifar.Pipelines.Plots;

/// <summary>Lines over a common pair of axes.</summary>
public sealed class LineChart
{
    private const double MarkRadius = 4.5;

    /// <summary>What stands above the chart.</summary>
    /// <value>Empty: nothing.</value>
    public string Title { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    /// <value>Linear, without a label.</value>
    public ChartAxis X { get; init; } = new("");

    /// <summary>The vertical axis.</summary>
    /// <value>Linear, without a label.</value>
    public ChartAxis Y { get; init; } = new("");

    /// <summary>The lines; later ones cover earlier ones.</summary>
    /// <value>None.</value>
    public IReadOnlyList<LineSeries> Series { get; init; } = [];

    /// <summary>Draws the chart.</summary>
    /// <param name="width">Width in pixels, 200 or more.</param>
    /// <param name="height">Height in pixels, 150 or more.</param>
    /// <returns>The drawing.</returns>
    /// <exception cref="ArgumentException">A band or a mark does not fit its line, or the drawing is too small.</exception>
    public Drawing Draw(int width = 640, int height = 400)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        var drawing = new Drawing(width, height, Title.Length > 0 ? Title : Y.Label);
        DrawInto(drawing, new(0, 0, width, height));
        return drawing;
    }

    internal void DrawInto(Drawing drawing, PlotArea area)
    {
        foreach (var series in Series)
        {
            Check(series);
        }

        var colors = Series.Select((series, i) => series.Color ?? Palette.OfSeries(i)).ToArray();
        var frame = ChartFrame.Draw(drawing, area, Title, X, Y, ChartValues.Of(Series.SelectMany(Reach)), [.. Series.Zip(colors).SelectMany(pair => Entries(pair.First, pair.Second))]);
        frame.Inside(() =>
        {
            foreach (var (series, color) in Series.Zip(colors))
            {
                Band(drawing, frame, series, color);
            }

            foreach (var (series, color) in Series.Zip(colors))
            {
                Lines(drawing, frame, series, color);
            }
        });
        foreach (var (series, color) in Series.Zip(colors))
        {
            if (series.Marked is { } index && Finite(frame.At(series.Points[index])))
            {
                drawing.Circle(frame.At(series.Points[index]), MarkRadius, PlotColor.White, new Pen(color, 2));
            }
        }

        if (!Series.Any(series => series.Points.Any(point => Finite(frame.At(point)))))
        {
            drawing.Text("no values", new(frame.Plot.X + (frame.Plot.Width / 2), frame.Plot.Y + (frame.Plot.Height / 2)), new TextStyle { Anchor = TextAnchor.Middle, Color = Palette.Muted });
        }
    }

    private static void Check(LineSeries series)
    {
        if (series.Band is { } band && band.Count != series.Points.Count)
        {
            throw new ArgumentException($"The band of '{series.Name}' has {band.Count} widths for {series.Points.Count} points.");
        }

        if (series.Marked is { } index && (uint)index >= (uint)series.Points.Count)
        {
            throw new ArgumentException($"The marked point of '{series.Name}' is {index}; it must be 0 to {series.Points.Count - 1}.");
        }
    }

    private static IEnumerable<LegendEntry> Entries(LineSeries series, PlotColor color)
    {
        if (series.Name.Length > 0)
        {
            yield return new LegendEntry(series.Name, color, LegendShape.Line) { Dash = series.Dash };
        }

        if (series.MarkedName is { Length: > 0 } name)
        {
            yield return new LegendEntry(name, color, LegendShape.Ring);
        }
    }

    private static IEnumerable<PlotPoint> Reach(LineSeries series) => series.Band is { } band
        ? series.Points.SelectMany((point, i) => new[] { point with { Y = point.Y - Width(band[i]) }, point with { Y = point.Y + Width(band[i]) } })
        : series.Points;

    private static void Band(Drawing drawing, ChartFrame frame, LineSeries series, PlotColor color)
    {
        if (series.Band is not { } band)
        {
            return;
        }

        var upper = series.Points.Select((point, i) => frame.At(point with { Y = point.Y + Width(band[i]) }));
        var lower = series.Points.Select((point, i) => frame.At(point with { Y = point.Y - Width(band[i]) }));
        drawing.Polygon([.. upper.Concat(lower.Reverse()).Where(Finite)], color with { Opacity = 0.18 });
    }

    private static void Lines(Drawing drawing, ChartFrame frame, LineSeries series, PlotColor color)
    {
        var piece = new List<PlotPoint>();
        foreach (var point in series.Points.Select(frame.At).Append(new(double.NaN, double.NaN)))
        {
            if (Finite(point))
            {
                piece.Add(point);
                continue;
            }

            if (piece.Count == 1)
            {
                drawing.Circle(piece[0], 3, color);
            }
            else if (piece.Count > 1)
            {
                drawing.Polyline([.. piece], new Pen(color, 2) { Dash = series.Dash });
            }

            piece.Clear();
        }
    }

    private static double Width(double band) => double.IsFinite(band) ? Math.Abs(band) : 0;

    private static bool Finite(PlotPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);
}
