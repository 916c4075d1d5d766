namespace Cifar.Models.Onnx.Import;

/// <summary>A constant of the graph: numbers in row-major order.</summary>
internal sealed class GraphTensor
{
    public GraphTensor(long[] dimensions, float[] floats) => (Dimensions, Floats) = (dimensions, floats);

    public GraphTensor(long[] dimensions, long[] integers) => (Dimensions, Integers) = (dimensions, integers);

    public long[] Dimensions { get; }

    public float[]? Floats { get; }

    public long[]? Integers { get; }

    public long Count => Floats?.LongLength ?? Integers!.LongLength;
}
