namespace Cifar.Pipelines.Plots;

/// <summary>How a line is drawn.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Width">Its width in pixels, above 0.</param>
public sealed record Pen(PlotColor Color, double Width = 1)
{
    /// <summary>Lengths of dashes and gaps in turn, in pixels.</summary>
    /// <value>Empty: an unbroken line. An even number of lengths above 0.</value>
    public IReadOnlyList<double> Dash { get; init; } = [];
}
