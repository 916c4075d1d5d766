using Cifar.Models.Data;
using Cifar.Pipelines.Plots.Marks;
using Cifar.Pipelines.Plots.Rendering;

namespace Cifar.Pipelines.Plots;

/// <summary>A picture made of shapes, written as SVG or PNG. Units are pixels; later shapes cover earlier ones; the background is white.</summary>
/// <remarks>Equal shapes give equal files. Not safe for use by several threads while shapes are added.</remarks>
public sealed class Drawing
{
    private const int LargestSide = 16_384;

    private readonly List<Mark> marks = [];
    private PlotArea? clip;

    /// <summary>An empty drawing.</summary>
    /// <param name="width">Width in pixels, 1 to 16,384.</param>
    /// <param name="height">Height in pixels, 1 to 16,384.</param>
    /// <param name="title">What the drawing shows, for people who cannot see it and for tool tips.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is too small or too large.</exception>
    public Drawing(double width, double height, string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        Width = Side(width, nameof(width));
        Height = Side(height, nameof(height));
        Title = title;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>What the drawing shows.</summary>
    public string Title { get; }

    internal IReadOnlyList<Mark> Marks => marks;

    /// <summary>Draws a line.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="pen">How it looks.</param>
    public void Line(PlotPoint from, PlotPoint to, Pen pen) => Polyline([from, to], pen);

    /// <summary>Draws connected lines.</summary>
    /// <param name="points">Their ends, in order.</param>
    /// <param name="pen">How they look.</param>
    public void Polyline(IReadOnlyList<PlotPoint> points, Pen pen) => marks.Add(new PathMark(points, Closed: false, Fill: null, pen, clip));

    /// <summary>Draws a polygon.</summary>
    /// <param name="points">Its corners, in order.</param>
    /// <param name="fill">Colour of the inside; null for none.</param>
    /// <param name="pen">How its sides look; null for none.</param>
    public void Polygon(IReadOnlyList<PlotPoint> points, PlotColor? fill, Pen? pen = null) => marks.Add(new PathMark(points, Closed: true, fill, pen, clip));

    /// <summary>Draws an upright rectangle.</summary>
    /// <param name="area">Where it is.</param>
    /// <param name="fill">Colour of the inside; null for none.</param>
    /// <param name="pen">How its sides look; null for none.</param>
    public void Rectangle(PlotArea area, PlotColor? fill, Pen? pen = null) => marks.Add(new RectangleMark(area, fill, pen, clip));

    /// <summary>Draws a circle.</summary>
    /// <param name="center">Its centre.</param>
    /// <param name="radius">Its radius in pixels, 0 or more.</param>
    /// <param name="fill">Colour of the inside; null for none.</param>
    /// <param name="pen">How its edge looks; null for none.</param>
    public void Circle(PlotPoint center, double radius, PlotColor? fill, Pen? pen = null) => marks.Add(new CircleMark(center, radius, fill, pen, clip));

    /// <summary>Sets a line of text.</summary>
    /// <param name="text">The text. PNG files show the letters of Latin-1 and a frame for every other one; SVG files show all that the viewer's fonts have.</param>
    /// <param name="at">Where; see <see cref="TextStyle.Anchor"/> and <see cref="TextStyle.Middle"/>.</param>
    /// <param name="style">How it looks.</param>
    public void Text(string text, PlotPoint at, TextStyle style)
    {
        if (!string.IsNullOrEmpty(text))
        {
            marks.Add(new TextMark(text, at, style, clip));
        }
    }

    /// <summary>Places a picture; its pixels stay visible as rectangles when it is enlarged.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="area">Where it is.</param>
    public void Picture(RgbPicture picture, PlotArea area) => marks.Add(new PictureMark(picture, area, clip));

    /// <summary>Draws shapes of which only what is inside of an area is to be seen.</summary>
    /// <param name="area">The area.</param>
    /// <param name="draw">Draws the shapes.</param>
    public void Clipped(PlotArea area, Action draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var outer = clip;
        clip = area;
        try
        {
            draw();
        }
        finally
        {
            clip = outer;
        }
    }

    /// <summary>The drawing as SVG 1.1.</summary>
    /// <returns>An XML document of one <c>svg</c> element, without a declaration, so that it can stand in an HTML page.</returns>
    public string ToSvg() => SvgDocument.Write(this);

    /// <summary>Writes the drawing as an SVG file, UTF-8.</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSvg(string path)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(ToSvg());
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    /// <summary>Writes the drawing as a PNG file.</summary>
    /// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
    /// <param name="scale">Dots of the file along one pixel of the drawing, 1 to 4; 2 is sharp on today's screens.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path, int scale = 2)
    {
        byte[] file = ToPng(scale);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>The drawing as the bytes of a PNG file.</summary>
    /// <param name="scale">Dots of the file along one pixel of the drawing, 1 to 4.</param>
    /// <returns>The file's content.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is out of range.</exception>
    public byte[] ToPng(int scale = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 4);
        return PngBytes.Encode(Rasterizer.Paint(this, scale));
    }

    private static int Side(double length, string name) => length is >= 1 and <= LargestSide
        ? (int)Math.Ceiling(length)
        : throw new ArgumentOutOfRangeException(name, length, $"A side of a drawing is 1 to {LargestSide:N0} pixels.");
}
