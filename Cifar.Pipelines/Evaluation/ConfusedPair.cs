namespace Cifar.Pipelines.Evaluation;

/// <summary>A class that was taken for another.</summary>
/// <param name="Actual">True class number, from 0.</param>
/// <param name="Predicted">The class it was taken for.</param>
/// <param name="ActualName">Name of the true class.</param>
/// <param name="PredictedName">Name of the other.</param>
/// <param name="Count">How often, at least 1.</param>
/// <param name="Share">That number as a share of the images of the true class, 0..1.</param>
public sealed record ConfusedPair(int Actual, int Predicted, string ActualName, string PredictedName, int Count, double Share);
