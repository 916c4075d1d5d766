using Cifar.Pipelines.Plots.Axes;
using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots;

/// <summary>Level bars under each other, each with its name and its number; as high as the number of bars needs.</summary>
public sealed class BarChart
{
    private const double Row = 18, NameSize = 11.5, LongestName = 280;

    // Fonts of an SVG viewer may be wider than ours.
    private const double Spare = 1.1;

    /// <summary>What stands above the chart.</summary>
    /// <value>Empty: nothing.</value>
    public string Title { get; init; } = "";

    /// <summary>The axis of the values; begins at 0 unless told otherwise.</summary>
    /// <value>Linear, without a label.</value>
    public ChartAxis Axis { get; init; } = new("");

    /// <summary>The bars, the first on top.</summary>
    /// <value>None.</value>
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>What the colours of the bars stand for.</summary>
    /// <value>Empty: no legend.</value>
    public IReadOnlyList<(string Name, PlotColor Color)> Legend { get; init; } = [];

    /// <summary>Draws the chart.</summary>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <returns>The drawing.</returns>
    /// <exception cref="ArgumentException">The drawing would be too small or too large.</exception>
    public Drawing Draw(int width = 640)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 300);
        double names = Math.Min(LongestName, Bars.Select(bar => Lettering.Width(bar.Name, NameSize) * Spare).DefaultIfEmpty(0).Max());
        double top = 8 + (Title.Length > 0 ? 26 : 0) + (Legend.Count > 0 ? 22 : 0);
        var plot = new PlotArea(Math.Round(names + 16), top, Math.Round(width - names - 16 - 66), Math.Max(1, Bars.Count) * Row);
        var drawing = new Drawing(width, plot.Bottom + 44, Title.Length > 0 ? Title : Axis.Label);
        drawing.Text(Title, new(8, 19), new TextStyle { Size = ChartFrame.TitleSize, Bold = true });
        Axes.Legend.Draw(drawing, [.. Legend.Select(entry => new LegendEntry(entry.Name, entry.Color, LegendShape.Box))], new(8, top - 24), width - 16);

        var values = Bars.SelectMany(bar => new[] { bar.Value ?? double.NaN, bar.Interval?.High ?? double.NaN, bar.Interval?.Low ?? double.NaN }).Append(0);
        var range = AxisRange.Fit(Axis, values, (int)(plot.Width / 64));
        DrawGrid(drawing, plot, range);
        for (int i = 0; i < Bars.Count; i++)
        {
            DrawBar(drawing, plot, range, Bars[i], plot.Y + ((i + 0.5) * Row));
        }

        drawing.Line(new(plot.X, plot.Y), new(plot.X, plot.Bottom), new Pen(Palette.Muted));
        return drawing;
    }

    private void DrawGrid(Drawing drawing, PlotArea plot, AxisRange range)
    {
        foreach (var tick in range.Ticks)
        {
            double x = plot.X + (range.Place(tick.Value) * plot.Width);
            drawing.Line(new(x, plot.Y), new(x, plot.Bottom), new Pen(Palette.Grid));
            drawing.Text(tick.Label, new(x, plot.Bottom + 15), new TextStyle { Size = ChartFrame.TickSize, Anchor = TextAnchor.Middle, Color = Palette.Muted });
        }

        drawing.Text(Axis.Label, new(plot.X + (plot.Width / 2), plot.Bottom + 34), new TextStyle { Anchor = TextAnchor.Middle });
    }

    private void DrawBar(Drawing drawing, PlotArea plot, AxisRange range, Bar bar, double middle)
    {
        drawing.Text(Shorten(bar.Name, LongestName), new(plot.X - 7, middle), new TextStyle { Size = NameSize, Anchor = TextAnchor.End, Middle = true });
        if (bar.Value is not { } value || !double.IsFinite(value))
        {
            drawing.Text("n/a", new(plot.X + 6, middle), new TextStyle { Size = ChartFrame.TickSize, Middle = true, Color = Palette.Muted });
            return;
        }

        double from = X(Math.Clamp(0, range.Minimum, range.Maximum)), to = X(value), end = to;
        drawing.Rectangle(new(Math.Min(from, to), middle - (Row * 0.36), Math.Abs(to - from), Row * 0.72), bar.Color ?? Palette.Series[0]);
        if (bar.Interval is { } interval)
        {
            double low = X(interval.Low), high = X(interval.High);
            end = Math.Max(to, high);
            var pen = new Pen(Palette.Ink, 1.2);
            drawing.Line(new(low, middle), new(high, middle), pen);
            drawing.Line(new(low, middle - 3), new(low, middle + 3), pen);
            drawing.Line(new(high, middle - 3), new(high, middle + 3), pen);
        }

        string text = Axis.Unit == AxisUnit.Percent ? TickText.Percent(value) : TickText.Short(value);
        drawing.Text(text, new(Math.Max(end, from) + 6, middle), new TextStyle { Size = ChartFrame.TickSize, Middle = true });

        double X(double number) => plot.X + (Math.Clamp(range.Place(number), 0, 1) * plot.Width);
    }

    internal static string Shorten(string text, double width, double size = NameSize, bool bold = false)
    {
        if (Lettering.Width(text, size, bold) * Spare <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 1 && Lettering.Width(text[..length] + "…", size, bold) * Spare > width)
        {
            length--;
        }

        return text[..length] + "…";
    }
}
