namespace Cifar.Pipelines.Plots;

/// <summary>An upright rectangle of a drawing, in pixels.</summary>
/// <param name="X">Left side.</param>
/// <param name="Y">Upper side.</param>
/// <param name="Width">Width, 0 or more.</param>
/// <param name="Height">Height, 0 or more.</param>
public readonly record struct PlotArea(double X, double Y, double Width, double Height)
{
    /// <summary>The right side.</summary>
    public double Right => X + Width;

    /// <summary>The lower side.</summary>
    public double Bottom => Y + Height;

    internal PlotArea Grow(double by) => new(X - by, Y - by, Width + (2 * by), Height + (2 * by));
}
