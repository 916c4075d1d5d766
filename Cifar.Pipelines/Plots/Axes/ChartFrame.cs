using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Title, legend, axes and grid of a chart, placed so that no label is cut off.</summary>
internal sealed class ChartFrame
{
    public const double TitleSize = 15, LabelSize = 12, TickSize = 11;

    // Fonts of an SVG viewer may be wider than ours.
    private const double Spare = 1.12;

    private readonly Drawing drawing;
    private readonly AxisRange x;
    private readonly AxisRange y;

    private ChartFrame(Drawing drawing, PlotArea plot, AxisRange x, AxisRange y) => (this.drawing, Plot, this.x, this.y) = (drawing, plot, x, y);

    /// <summary>Where values are drawn.</summary>
    public PlotArea Plot { get; }

    /// <summary>Draws the frame of a chart into some part of a drawing.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="area">The part.</param>
    /// <param name="title">Stands above the chart; may be empty.</param>
    /// <param name="horizontal">The horizontal axis.</param>
    /// <param name="vertical">The vertical axis.</param>
    /// <param name="values">What has to be shown.</param>
    /// <param name="legend">What colours and shapes stand for.</param>
    /// <param name="widestLabel">A label of the vertical axis that there must be room for, so that charts below each other begin at one line.</param>
    public static ChartFrame Draw(Drawing drawing, PlotArea area, string title, ChartAxis horizontal, ChartAxis vertical, ChartValues values, IReadOnlyList<LegendEntry> legend, string widestLabel = "")
    {
        double top = area.Y + 6;
        if (title.Length > 0)
        {
            drawing.Text(title, new(area.X + 8, top + 13), new TextStyle { Size = TitleSize, Bold = true });
            top += 26;
        }

        top = Legend.Draw(drawing, legend, new(area.X + 8, top), area.Width - 16);
        double bottom = area.Bottom - (horizontal.Label.Length > 0 ? 46 : 28);
        var y = AxisRange.Fit(vertical, values.Y, Math.Clamp((int)((bottom - top) / 42), 2, 10));
        double labels = y.Ticks.Select(tick => tick.Label).Append(widestLabel).Max(label => Lettering.Width(label, TickSize)) * Spare;
        double left = area.X + labels + (vertical.Label.Length > 0 ? 36 : 16);
        var x = AxisRange.Fit(horizontal, values.X, Math.Clamp((int)((area.Right - left) / 64), 2, 12));
        double overhang = x.Ticks.Count == 0 ? 0 : Lettering.Width(x.Ticks[^1].Label, TickSize) * Spare / 2;
        var plot = new PlotArea(Math.Round(left), Math.Round(top + 8), Math.Round(area.Right - Math.Max(14, overhang + 4) - left), Math.Round(bottom - top - 8));

        var frame = new ChartFrame(drawing, plot, x, y);
        frame.Axes(horizontal.Label, vertical.Label, area);
        return frame;
    }

    /// <summary>Where a value is in the drawing; not finite where an axis cannot show it.</summary>
    public PlotPoint At(PlotPoint value) => new(Plot.X + (x.Place(value.X) * Plot.Width), Plot.Bottom - (y.Place(value.Y) * Plot.Height));

    /// <summary>Draws something of which nothing shows outside of the axes.</summary>
    public void Inside(Action draw) => drawing.Clipped(Plot.Grow(0.5), draw);

    private void Axes(string horizontal, string vertical, PlotArea area)
    {
        var grid = new Pen(Palette.Grid);
        foreach (var tick in y.Ticks)
        {
            double level = Crisp(Plot.Bottom - (y.Place(tick.Value) * Plot.Height));
            drawing.Line(new(Plot.X, level), new(Plot.Right, level), grid);
            drawing.Text(tick.Label, new(Plot.X - 7, level), new TextStyle { Size = TickSize, Anchor = TextAnchor.End, Middle = true, Color = Palette.Muted });
        }

        foreach (var tick in x.Ticks)
        {
            double column = Crisp(Plot.X + (x.Place(tick.Value) * Plot.Width));
            drawing.Line(new(column, Plot.Y), new(column, Plot.Bottom), grid);
            drawing.Line(new(column, Plot.Bottom), new(column, Plot.Bottom + 4), new Pen(Palette.Muted));
            drawing.Text(tick.Label, new(column, Plot.Bottom + 17), new TextStyle { Size = TickSize, Anchor = TextAnchor.Middle, Color = Palette.Muted });
        }

        drawing.Line(new(Plot.X, Plot.Y), new(Plot.X, Plot.Bottom), new Pen(Palette.Muted));
        drawing.Line(new(Plot.X, Plot.Bottom), new(Plot.Right, Plot.Bottom), new Pen(Palette.Muted));
        drawing.Text(horizontal, new(Plot.X + (Plot.Width / 2), area.Bottom - 10), new TextStyle { Size = LabelSize, Anchor = TextAnchor.Middle });
        drawing.Text(vertical, new(area.X + 15, Plot.Y + (Plot.Height / 2)), new TextStyle { Size = LabelSize, Anchor = TextAnchor.Middle, Angle = -90, Middle = true });
    }

    private static double Crisp(double position) => Math.Round(position * 2) / 2;
}
