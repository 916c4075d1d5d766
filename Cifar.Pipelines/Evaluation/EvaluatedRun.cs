namespace Cifar.Pipelines.Evaluation;

/// <summary>An evaluation with its per-image results, as a comparison needs it.</summary>
/// <param name="Record">What was measured.</param>
/// <param name="Images">What the model said of each image.</param>
public sealed record EvaluatedRun(EvaluationRecord Record, ImageResults Images);
