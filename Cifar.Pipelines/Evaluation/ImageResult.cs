namespace Cifar.Pipelines.Evaluation;

/// <summary>What a model said of one labelled image.</summary>
/// <param name="Row">Row of the data view, from 0: the number of the image in its set.</param>
/// <param name="File">File of the picture; null where it is not known.</param>
/// <param name="Label">True class number, from 0.</param>
/// <param name="Predicted">Class number of the greatest probability, from 0; the lowest of equal ones.</param>
/// <param name="Correct">Whether both are the same.</param>
/// <param name="Loss">Negative natural logarithm of the probability of the true class, 0 or more.</param>
/// <param name="Top">The most probable classes, at most five, most probable first; equal ones in class order.</param>
public sealed record ImageResult(long Row, string? File, int Label, int Predicted, bool Correct, double Loss, IReadOnlyList<ClassGuess> Top);
