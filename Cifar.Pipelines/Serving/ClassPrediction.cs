namespace Cifar.Pipelines.Serving;

/// <summary>One class that a model considers.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Superclass">Name of its superclass; null where the model has none.</param>
/// <param name="Probability">0..1.</param>
public sealed record ClassPrediction(string Label, string? Superclass, float Probability);
