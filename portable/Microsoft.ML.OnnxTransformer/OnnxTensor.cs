using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or output of a model, as a column sees it.</summary>
/// <param name="Name">The name in the model.</param>
/// <param name="Shape">Its dimensions; -1 (or 0 from a caller's shape) is one the model leaves open.</param>
/// <param name="ElementType">The type of its values.</param>
/// <param name="Given">Whether the shape is the caller's rather than the model's.</param>
sealed record OnnxTensor(string Name, int[] Shape, TensorElementType ElementType, bool Given)
{
    internal PrimitiveDataViewType ItemType => ElementType switch
    {
        TensorElementType.Float => NumberDataViewType.Single,
        TensorElementType.Double => NumberDataViewType.Double,
        TensorElementType.Int8 => NumberDataViewType.SByte,
        TensorElementType.UInt8 => NumberDataViewType.Byte,
        TensorElementType.Int16 => NumberDataViewType.Int16,
        TensorElementType.UInt16 => NumberDataViewType.UInt16,
        TensorElementType.Int32 => NumberDataViewType.Int32,
        TensorElementType.UInt32 => NumberDataViewType.UInt32,
        TensorElementType.Int64 => NumberDataViewType.Int64,
        TensorElementType.UInt64 => NumberDataViewType.UInt64,
        TensorElementType.Bool => BooleanDataViewType.Instance,
        TensorElementType.String => TextDataViewType.Instance,
        _ => throw new InvalidOperationException($"'{Name}' of the ONNX model has values of type {ElementType}, which columns cannot hold."),
    };

    /// <summary>The type of an output's column: an open batch dimension is 1; a vector of unknown length when another dimension is open.</summary>
    internal VectorDataViewType OutputType
    {
        get
        {
            int[] dimensions = (int[])Shape.Clone();
            if (!Given && dimensions.Length > 0 && dimensions[0] <= 0)
                dimensions[0] = 1;
            return dimensions.Length > 0 && Array.TrueForAll(dimensions, dimension => dimension > 0)
                ? new VectorDataViewType(ItemType, dimensions)
                : new VectorDataViewType(ItemType);
        }
    }

    /// <summary>The shape of what is fed: an open batch dimension is 1, another open one 0, of which there may be one.</summary>
    internal int[] InputShape
    {
        get
        {
            int[] shape = Array.ConvertAll(Shape, dimension => Math.Max(dimension, 0));
            if (shape.Length > 0 && Shape[0] < 0)
                shape[0] = 1;
            if (shape.Count(dimension => dimension == 0) > 1)
            {
                throw new ArgumentOutOfRangeException(
                    Name, $"Only 1 unknown dimension is allowed, and the ONNX input is [{string.Join(", ", Shape)}]. Give its shape in the shape dictionary.");
            }

            return shape;
        }
    }

    internal static OnnxTensor Of(string name, NodeMetadata metadata, IReadOnlyDictionary<string, int[]> shapes)
    {
        if (!metadata.IsTensor)
            throw new InvalidOperationException($"'{name}' of the ONNX model is no tensor but a {metadata.OnnxValueType}, which columns cannot hold.");
        if (!shapes.TryGetValue(name, out int[]? given))
            return new OnnxTensor(name, metadata.Dimensions, metadata.ElementDataType, Given: false);
        if (!AreCompatible(given, metadata.Dimensions))
        {
            throw new ArgumentOutOfRangeException(
                "shapeDictionary",
                $"The shape [{string.Join(", ", given)}] given for '{name}' does not fit the [{string.Join(", ", metadata.Dimensions)}] of the ONNX model.");
        }

        return new OnnxTensor(name, given, metadata.ElementDataType, Given: true);
    }

    static bool AreCompatible(int[] given, int[] own)
    {
        if (given.Length != own.Length)
            return false;
        for (int i = 0; i < own.Length; i++)
            if (given[i] != own[i] && given[i] > 0 && own[i] > 0)
                return false;
        return true;
    }
}
