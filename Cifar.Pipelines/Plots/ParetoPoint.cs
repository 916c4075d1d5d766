namespace Cifar.Pipelines.Plots;

/// <summary>A model of a <see cref="ParetoPlot"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cost">What it costs, above 0; less is better.</param>
/// <param name="Accuracy">Share of images it classifies right, 0..1.</param>
/// <param name="Deviation">Standard deviation of the accuracy over several seeds; 0 for none.</param>
public sealed record ParetoPoint(string Name, double Cost, double Accuracy, double Deviation = 0);
