using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Rows of entries above a chart, broken where they do not fit, so that the legend covers no value.</summary>
internal static class Legend
{
    private const double Size = 11.5, Row = 18, Line = 20, Spot = 12, Gap = 16;

    /// <summary>Draws the entries.</summary>
    /// <returns>Where the legend ends.</returns>
    public static double Draw(Drawing drawing, IReadOnlyList<LegendEntry> entries, PlotPoint at, double width)
    {
        if (entries.Count == 0)
        {
            return at.Y;
        }

        double x = at.X, y = at.Y + (Row / 2);
        foreach (var entry in entries)
        {
            double sample = entry.Shape == LegendShape.Line ? Line : Spot;
            double length = sample + 6 + (Lettering.Width(entry.Text, Size) * 1.08);
            if (x > at.X && x + length > at.X + width)
            {
                (x, y) = (at.X, y + Row);
            }

            entry.Draw(drawing, new(x, y), sample);
            drawing.Text(entry.Text, new(x + sample + 6, y), new TextStyle { Size = Size, Middle = true });
            x += length + Gap;
        }

        return y + (Row / 2) + 2;
    }
}
