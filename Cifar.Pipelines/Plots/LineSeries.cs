namespace Cifar.Pipelines.Plots;

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What the legend calls it; empty for no entry.</param>
/// <param name="Points">Its points in order; the line is broken at those that are not finite.</param>
public sealed record LineSeries(string Name, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>Its colour.</summary>
    /// <value>null: the next of the <see cref="Palette"/>.</value>
    public PlotColor? Color { get; init; }

    /// <summary>Lengths of dashes and gaps in pixels.</summary>
    /// <value>Empty: an unbroken line.</value>
    public IReadOnlyList<double> Dash { get; init; } = [];

    /// <summary>Half the width of a shaded band around the line, one for each point, in the units of the vertical axis; for example a standard deviation.</summary>
    /// <value>null: no band.</value>
    public IReadOnlyList<double>? Band { get; init; }

    /// <summary>Index of a point to be marked by a ring, the best one for example.</summary>
    /// <value>null: none.</value>
    public int? Marked { get; init; }

    /// <summary>What the legend says about the marked point.</summary>
    /// <value>null: nothing.</value>
    public string? MarkedName { get; init; }
}
