namespace Cifar.Pipelines.Evaluation;

/// <summary>How well one class is told from the others.</summary>
/// <param name="Class">Class number, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Support">Images of this class.</param>
/// <param name="Predicted">Images that the model took for this class.</param>
/// <param name="Precision">Share of right ones among the images taken for this class, 0 where there are none; null (not applicable) for a class without images.</param>
/// <param name="Recall">Share of the images of this class that were found; null for a class without images.</param>
/// <param name="F1">Harmonic mean of precision and recall; null for a class without images.</param>
public sealed record ClassScores(int Class, string Name, long Support, long Predicted, double? Precision, double? Recall, double? F1);
