namespace Cifar.Pipelines.Plots;

/// <summary>A picture of a <see cref="ContactSheet"/> and what a model says about it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Truth">Its true class; null where it is not known.</param>
/// <param name="Guesses">The most probable classes, the first most; empty for a picture alone. Probabilities are 0..1.</param>
public sealed record ContactTile(RgbPicture Picture, string? Truth, IReadOnlyList<(string Name, double Probability)> Guesses);
