namespace Cifar.Pipelines;

/// <summary>A class and how probable the model finds it.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Probability">0..1.</param>
public readonly record struct ClassProbability(string Label, float Probability);
