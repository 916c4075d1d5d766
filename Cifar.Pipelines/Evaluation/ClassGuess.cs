namespace Cifar.Pipelines.Evaluation;

/// <summary>One of the most probable classes of an image.</summary>
/// <param name="Class">Class number, from 0.</param>
/// <param name="Probability">Probability given to it, 0..1.</param>
public sealed record ClassGuess(int Class, double Probability);
