namespace Cifar.Pipelines.Plots.Axes;

/// <summary>A line of a legend: what a colour and a shape stand for.</summary>
/// <param name="Text">What they stand for.</param>
/// <param name="Color">The colour.</param>
/// <param name="Shape">The shape.</param>
internal sealed record LegendEntry(string Text, PlotColor Color, LegendShape Shape)
{
    /// <summary>Dashes of a line.</summary>
    public IReadOnlyList<double> Dash { get; init; } = [];

    /// <summary>Draws the sample, its left end in the middle of the row given.</summary>
    public void Draw(Drawing drawing, PlotPoint left, double width)
    {
        var middle = left with { X = left.X + (width / 2) };
        switch (Shape)
        {
            case LegendShape.Line:
                drawing.Line(left, left with { X = left.X + width }, new Pen(Color, 2.2) { Dash = Dash });
                break;
            case LegendShape.Box:
                drawing.Rectangle(new(middle.X - 6, middle.Y - 6, 12, 12), Color);
                break;
            case LegendShape.Dot:
                drawing.Circle(middle, 4.5, Color);
                break;
            case LegendShape.Ring:
                drawing.Circle(middle, 4.5, PlotColor.White, new Pen(Color, 2));
                break;
        }
    }
}

/// <summary>Shapes of a legend.</summary>
internal enum LegendShape
{
    Line,
    Box,
    Dot,
    Ring,
}
