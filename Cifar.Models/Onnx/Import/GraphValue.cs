namespace Cifar.Models.Onnx.Import;

/// <summary>What is known of a value while a graph is read.</summary>
internal abstract record GraphValue;

/// <summary>Numbers that depend on the image.</summary>
internal sealed record Activation(string Name, Extent[] Shape) : GraphValue
{
    public int Rank => Shape.Length;
}

/// <summary>A constant of floats, under the name it has in the module.</summary>
internal sealed record Weight(string Name, GraphTensor Tensor) : GraphValue;

/// <summary>A small vector, or a single number, of shape arithmetic.</summary>
internal sealed record Numbers(Extent[] Values, bool IsScalar) : GraphValue;
