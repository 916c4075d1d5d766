namespace Cifar.Models.Onnx.Import;

/// <summary>A part of an imported network after which a single value goes on: a residual block, the layers between two poolings, or a layer.</summary>
/// <param name="Index">Its place, from 0 at the image.</param>
/// <param name="Name">Name of the value it makes, as in the ONNX file.</param>
/// <param name="Shape">Sizes of that value after the batch: [C, H, W] or [features].</param>
/// <param name="Parameters">Number of weights in it that can be trained.</param>
public sealed record OnnxBlock(int Index, string Name, IReadOnlyList<long> Shape, long Parameters);
