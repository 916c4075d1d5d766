using static TorchSharp.torch;

namespace Cifar.Models.Weights;

/// <summary>What a safetensors file says about one of its tensors.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Bytes">Size of its elements in the file.</param>
public sealed record SafeTensor(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Bytes)
{
    /// <summary>First byte, counted from the end of the header.</summary>
    internal long Offset { get; init; }
}
