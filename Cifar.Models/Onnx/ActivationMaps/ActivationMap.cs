namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Which places of an image speak for a class, as coarse as the network's last feature maps.</summary>
/// <param name="Rows">Rows of the map.</param>
/// <param name="Columns">Columns of the map.</param>
/// <param name="Values">[Rows, Columns], row by row, at least 0; in logits times activation. Each belongs to the middle of its part of the image.</param>
/// <param name="Class">Number of the class.</param>
/// <param name="Probability">Probability that the model gives it, 0..1.</param>
public sealed record ActivationMap(int Rows, int Columns, ReadOnlyMemory<float> Values, int Class, float Probability);
