namespace Cifar.Pipelines.Plots;

/// <summary>How the numbers of an axis are written.</summary>
public enum AxisUnit
{
    /// <summary>As they are.</summary>
    Number,

    /// <summary>Whole numbers only.</summary>
    Whole,

    /// <summary>Shares 0..1 as percentages.</summary>
    Percent,
}
