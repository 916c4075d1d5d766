namespace Cifar.Pipelines.Plots.Marks;

/// <summary>One shape of a drawing.</summary>
/// <param name="Clip">What is outside of this is not shown; null shows all.</param>
internal abstract record Mark(PlotArea? Clip);

/// <summary>A polyline, or with <paramref name="Closed"/> a polygon.</summary>
internal sealed record PathMark(IReadOnlyList<PlotPoint> Points, bool Closed, PlotColor? Fill, Pen? Pen, PlotArea? Clip) : Mark(Clip);

/// <summary>An upright rectangle.</summary>
internal sealed record RectangleMark(PlotArea Area, PlotColor? Fill, Pen? Pen, PlotArea? Clip) : Mark(Clip);

/// <summary>A circle.</summary>
internal sealed record CircleMark(PlotPoint Center, double Radius, PlotColor? Fill, Pen? Pen, PlotArea? Clip) : Mark(Clip);

/// <summary>A line of text.</summary>
internal sealed record TextMark(string Text, PlotPoint At, TextStyle Style, PlotArea? Clip) : Mark(Clip)
{
    // Height of capitals to size of the font, as usual sans-serif fonts have it.
    private const double CapitalHeight = 0.72;

    /// <summary>How far below its point the text stands, before it is turned.</summary>
    public double Drop => Style.Middle ? Style.Size * CapitalHeight / 2 : 0;
}

/// <summary>A picture, its pixels shown as rectangles.</summary>
internal sealed record PictureMark(RgbPicture Picture, PlotArea Area, PlotArea? Clip) : Mark(Clip);
