namespace Cifar.Pipelines.Serving;

/// <summary>What came of one file of many.</summary>
/// <param name="Path">The file, as it was given.</param>
/// <param name="Result">What the model says; null where there is an error.</param>
/// <param name="Error">Why there is no answer: an <see cref="ImageRejectedException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
public sealed record FileClassification(string Path, ClassificationResult? Result, Exception? Error);
