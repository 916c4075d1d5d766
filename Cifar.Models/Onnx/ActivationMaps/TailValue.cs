namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>A value of the graph for one image, or a constant: numbers in row-major order.</summary>
internal sealed record TailValue(float[] Numbers, int[] Shape);
