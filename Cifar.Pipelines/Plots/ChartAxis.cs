namespace Cifar.Pipelines.Plots;

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What its numbers are, with their unit.</param>
public sealed record ChartAxis(string Label)
{
    /// <summary>How numbers are spread along it.</summary>
    /// <value><see cref="AxisScale.Linear"/>.</value>
    public AxisScale Scale { get; init; }

    /// <summary>How its numbers are written.</summary>
    /// <value><see cref="AxisUnit.Number"/>.</value>
    public AxisUnit Unit { get; init; }

    /// <summary>Where it begins.</summary>
    /// <value>null: at a round number at or below the least value.</value>
    public double? Minimum { get; init; }

    /// <summary>Where it ends.</summary>
    /// <value>null: at a round number at or above the greatest value.</value>
    public double? Maximum { get; init; }
}
