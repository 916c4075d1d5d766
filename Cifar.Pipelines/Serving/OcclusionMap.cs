namespace Cifar.Pipelines.Serving;

/// <summary>How much of a class's probability is lost when a part of the picture is covered.</summary>
/// <param name="Label">The class.</param>
/// <param name="Probability">Its probability for the whole picture, 0..1.</param>
/// <param name="Rows">Rows of the map.</param>
/// <param name="Columns">Columns of the map.</param>
/// <param name="Loss">[Rows, Columns], the probability lost by covering the part around that place; negative where covering it helps the class.</param>
public sealed record OcclusionMap(string Label, float Probability, int Rows, int Columns, IReadOnlyList<float> Loss);
