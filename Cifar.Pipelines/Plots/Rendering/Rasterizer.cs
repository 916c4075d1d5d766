using Cifar.Pipelines.Plots.Marks;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>Paints a drawing dot by dot.</summary>
internal sealed class Rasterizer
{
    private readonly double scale;
    private readonly Canvas canvas;
    private readonly Filler filler;

    private Rasterizer(Drawing drawing, int scale)
    {
        this.scale = scale;
        canvas = new Canvas(drawing.Width * scale, drawing.Height * scale);
        filler = new Filler(canvas);
    }

    public static Canvas Paint(Drawing drawing, int scale)
    {
        var painter = new Rasterizer(drawing, scale);
        foreach (var mark in drawing.Marks)
        {
            painter.Paint(mark);
        }

        return painter.canvas;
    }

    private void Paint(Mark mark)
    {
        var clip = mark.Clip is { } area ? Scaled(area) : new PlotArea(0, 0, canvas.Width, canvas.Height);
        switch (mark)
        {
            case PathMark path:
                Shape([.. path.Points.Select(Scaled)], path.Closed, path.Fill, path.Pen, clip);
                break;
            case RectangleMark { Area: var box } rectangle:
                PlotPoint[] corners = [new(box.X, box.Y), new(box.Right, box.Y), new(box.Right, box.Bottom), new(box.X, box.Bottom)];
                Shape([.. corners.Select(Scaled)], closed: true, rectangle.Fill, rectangle.Pen, clip);
                break;
            case CircleMark circle:
                Circle(circle, clip);
                break;
            case TextMark text:
                Fill(Lettering.Outline(text, scale), text.Style.Color, clip);
                break;
            case PictureMark picture:
                Picture(picture.Picture, Scaled(picture.Area), clip);
                break;
        }
    }

    private void Shape(PlotPoint[] points, bool closed, PlotColor? fill, Pen? pen, PlotArea clip)
    {
        if (fill is { } color)
        {
            var inside = new Outline();
            inside.Polygon(points);
            Fill(inside, color, clip);
        }

        if (pen is not null)
        {
            Fill(Stroke.Outline(closed ? [.. points, points[0]] : points, pen.Width * scale, [.. pen.Dash.Select(length => length * scale)], closed), pen.Color, clip);
        }
    }

    private void Circle(CircleMark mark, PlotArea clip)
    {
        var center = Scaled(mark.Center);
        double radius = mark.Radius * scale;
        if (mark.Fill is { } color)
        {
            var disc = new Outline();
            disc.Circle(center, radius);
            Fill(disc, color, clip);
        }

        if (mark.Pen is not null)
        {
            const int Corners = 64;
            var around = Enumerable.Range(0, Corners + 1).Select(i => Math.SinCos(Math.Tau * i / Corners))
                .Select(angle => new PlotPoint(center.X + (radius * angle.Cos), center.Y + (radius * angle.Sin)));
            Fill(Stroke.Outline([.. around], mark.Pen.Width * scale, [], closed: true), mark.Pen.Color, clip);
        }
    }

    private void Picture(RgbPicture picture, PlotArea area, PlotArea clip)
    {
        var pixels = picture.Pixels.Span;
        int left = (int)Math.Round(Math.Max(Math.Max(area.X, clip.X), 0)), right = (int)Math.Round(Math.Min(Math.Min(area.Right, clip.Right), canvas.Width));
        int top = (int)Math.Round(Math.Max(Math.Max(area.Y, clip.Y), 0)), bottom = (int)Math.Round(Math.Min(Math.Min(area.Bottom, clip.Bottom), canvas.Height));
        for (int y = top; y < bottom; y++)
        {
            int row = Math.Clamp((int)((y + 0.5 - area.Y) / area.Height * picture.Height), 0, picture.Height - 1);
            for (int x = left; x < right; x++)
            {
                int column = Math.Clamp((int)((x + 0.5 - area.X) / area.Width * picture.Width), 0, picture.Width - 1);
                var pixel = pixels.Slice(((row * picture.Width) + column) * 3, 3);
                canvas.Blend(x, y, new PlotColor(pixel[0], pixel[1], pixel[2]), 1);
            }
        }
    }

    private void Fill(Outline outline, PlotColor color, PlotArea clip) => filler.Fill(outline, color, clip);

    private PlotPoint Scaled(PlotPoint point) => new(point.X * scale, point.Y * scale);

    private PlotArea Scaled(PlotArea area) => new(area.X * scale, area.Y * scale, area.Width * scale, area.Height * scale);
}
