using Cifar.Pipelines.Plots.Marks;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>Lines of text as outlines, and how wide they are.</summary>
internal static class Lettering
{
    // Widths of strokes in units of the font.
    private const double Regular = 1.72, Strong = 2.55;

    /// <summary>The width of a line of text in pixels, a little generous for fonts of an SVG viewer that run wider than ours.</summary>
    public static double Width(string text, double size, bool bold = false) =>
        text.EnumerateRunes().Sum(rune => StrokeFont.Of(rune).Advance) * size / StrokeFont.Size * (bold ? 1.06 : 1);

    public static Outline Outline(TextMark mark, double scale)
    {
        var style = mark.Style;
        double unit = style.Size / StrokeFont.Size * scale, stretch = style.Bold ? 1.06 : 1, pen = (style.Bold ? Strong : Regular) * unit;
        double width = Width(mark.Text, style.Size, style.Bold) * scale;
        double start = style.Anchor switch { TextAnchor.Start => 0, TextAnchor.Middle => -width / 2, _ => -width };
        double drop = (mark.Drop * scale) - (Regular / 2 * unit);
        var (sine, cosine) = Math.SinCos(style.Angle * Math.PI / 180);

        var outline = new Outline();
        foreach (var rune in mark.Text.EnumerateRunes())
        {
            var glyph = StrokeFont.Of(rune);
            foreach (var stroke in glyph.Strokes)
            {
                Draw(outline, [.. stroke.Select(point => Placed(start + (point.X * unit * stretch), drop + (point.Y * unit)))], pen);
            }

            start += glyph.Advance * unit * stretch;
        }

        return outline;

        PlotPoint Placed(double x, double y) => new((mark.At.X * scale) + (x * cosine) - (y * sine), (mark.At.Y * scale) + (x * sine) + (y * cosine));
    }

    // Round ends and corners.
    private static void Draw(Outline outline, PlotPoint[] points, double width)
    {
        for (int i = 0; i < points.Length; i++)
        {
            outline.Circle(points[i], width / 2);
            if (i > 0)
            {
                outline.Bar(points[i - 1], points[i], width);
            }
        }
    }
}
