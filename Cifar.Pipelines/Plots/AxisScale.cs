namespace Cifar.Pipelines.Plots;

/// <summary>How numbers are spread along an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences take equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios take equal lengths; numbers of 0 and less are left out.</summary>
    Logarithmic,
}
