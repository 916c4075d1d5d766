namespace Cifar.Pipelines.Plots;

/// <summary>A bar of a <see cref="BarChart"/>.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">Its length; null for what has no value.</param>
public sealed record Bar(string Name, double? Value)
{
    /// <summary>Its colour.</summary>
    /// <value>null: the first of the <see cref="Palette"/>.</value>
    public PlotColor? Color { get; init; }

    /// <summary>Between which values the true one lies, a 95 % interval for example.</summary>
    /// <value>null: not shown.</value>
    public (double Low, double High)? Interval { get; init; }
}
