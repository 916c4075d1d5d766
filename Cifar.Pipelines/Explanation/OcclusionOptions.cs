namespace Cifar.Pipelines.Explanation;

/// <summary>How parts of a picture are covered.</summary>
public sealed record OcclusionOptions
{
    /// <summary>Side of the square that covers a part, in pixels.</summary>
    /// <value>null: a quarter of the shorter side. 1 to the shorter side.</value>
    public int? Window { get; init; }

    /// <summary>Distance from one square to the next, in pixels.</summary>
    /// <value>null: a quarter of the window. 1 to the window, so that no pixel is left out.</value>
    public int? Step { get; init; }

    /// <summary>Pictures that are scored at once.</summary>
    /// <value>64. At least 1.</value>
    public int BatchSize { get; init; } = 64;
}
