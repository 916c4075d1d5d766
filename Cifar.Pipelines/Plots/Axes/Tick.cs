namespace Cifar.Pipelines.Plots.Axes;

/// <summary>A labelled place on an axis.</summary>
/// <param name="Value">Where, in the units of the axis.</param>
/// <param name="Label">What is written beside it; empty for a place between labelled ones.</param>
internal readonly record struct Tick(double Value, string Label);
