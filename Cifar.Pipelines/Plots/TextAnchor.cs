namespace Cifar.Pipelines.Plots;

/// <summary>Which part of a line of text is at the point given for it.</summary>
public enum TextAnchor
{
    /// <summary>The first letter begins there.</summary>
    Start,

    /// <summary>The middle is there.</summary>
    Middle,

    /// <summary>The last letter ends there.</summary>
    End,
}
