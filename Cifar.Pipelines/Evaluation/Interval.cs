namespace Cifar.Pipelines.Evaluation;

/// <summary>A range in which the true value lies with the stated confidence.</summary>
/// <param name="Low">Lower end, in the unit of the number it belongs to.</param>
/// <param name="High">Upper end, not below <paramref name="Low"/>.</param>
public sealed record Interval(double Low, double High);
