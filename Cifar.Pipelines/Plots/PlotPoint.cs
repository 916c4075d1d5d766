namespace Cifar.Pipelines.Plots;

/// <summary>A point: of a drawing in pixels, X to the right and Y down from the upper left corner; of a chart in the units of its axes.</summary>
/// <param name="X">First coordinate.</param>
/// <param name="Y">Second coordinate.</param>
public readonly record struct PlotPoint(double X, double Y);
