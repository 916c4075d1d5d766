using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx;

/// <summary>What must be true of a model before its bytes are given to the runtime: size, operators, no data outside the file, honest tensor sizes, plain inputs and outputs.</summary>
internal static class OnnxModelCheck
{
    public const long MaximumBytes = 1L << 30;
    public const int LargestResize = 16;
    private const int MaximumNodes = 100_000;

    // Operators of plain feed-forward image networks. None of them makes much of little (Tile, Expand, ConstantOfShape) or runs subgraphs (If, Loop, Scan).
    private static readonly HashSet<string> Operators =
    [
        "Abs", "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Conv", "ConvTranspose", "DepthToSpace", "DequantizeLinear", "Div", "Dropout",
        "Elu", "Erf", "Exp", "Flatten", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log", "LogSoftmax",
        "LRN", "MatMul", "MatMulInteger", "MaxPool", "Mul", "Pad", "Pow", "PRelu", "QLinearConv", "QuantizeLinear", "ReduceMean", "Relu", "Reshape", "Resize",
        "Round", "Sigmoid", "Slice", "Softmax", "Softplus", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "Transpose",
    ];

    /// <summary>Reads and checks a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="described">Whether it must be one that this library wrote, with classes and preprocessing: of another one it is said before whatever else keeps it from being used.</param>
    public static ModelProto Parse(byte[] bytes, bool described = false)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.LongLength > MaximumBytes)
        {
            throw TooLarge(bytes.LongLength);
        }

        var model = ModelProto.Of(bytes);
        if (described && model.Graph is { Node.Count: > 0 } && !OnnxMetadata.IsDescribed(model.MetadataProps))
        {
            throw new ModelFormatException("This ONNX file has no description of classes and preprocessing, so this library did not write it. It may do as a backbone that a classifier is trained on.");
        }

        CheckHeader(model);
        foreach (NodeProto node in model.Graph.Node)
        {
            CheckNode(node);
            if (node.OpType == "Resize")
            {
                CheckResize(node, model.Graph);
            }
        }

        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            CheckTensor(tensor);
        }

        return model;
    }

    public static ModelFormatException TooLarge(long bytes) => new($"The model has {bytes:N0} bytes; at most {MaximumBytes:N0} are read.");

    /// <summary>Sizes after the batch dimension, and the name, of a float input or output.</summary>
    public static (string Name, int[] Shape) Shape(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        if (tensor?.ElemType != OnnxGraphBuilder.FloatType || tensor.Shape is not { Dim.Count: > 1 } shape)
        {
            throw new ModelFormatException($"'{value.Name}' of the model is no float tensor with a batch dimension.");
        }

        if (shape.Dim[0].DimValue != 0)
        {
            throw new ModelFormatException($"'{value.Name}' of the model has a fixed batch size of {shape.Dim[0].DimValue}; it must be free.");
        }

        return (value.Name, [.. shape.Dim.Skip(1).Select(dimension => dimension.DimValue is > 0 and <= 1 << 20
            ? (int)dimension.DimValue
            : throw new ModelFormatException($"'{value.Name}' of the model has the size {dimension.DimValue}; it must be 1 to {1 << 20}."))]);
    }

    private static void CheckHeader(ModelProto model)
    {
        if (model.Graph is null || model.IrVersion is < 3 or > 13 || model.OpsetImport.Count == 0)
        {
            throw new ModelFormatException("This is no ONNX model, or it is damaged: it has no graph, no known IR version or no operator set.");
        }

        foreach (OperatorSetIdProto set in model.OpsetImport)
        {
            if (set.Domain is not ("" or "ai.onnx") || set.Version is < 7 or > 26)
            {
                throw new ModelFormatException($"The model needs operator set '{set.Domain}' {set.Version}; only the standard one, 7 to 26, is supported.");
            }
        }

        if (model.Functions.Count > 0 || model.TrainingInfo.Count > 0 || model.Graph.SparseInitializer.Count > 0)
        {
            throw new ModelFormatException("The model has functions, training information or sparse weights; none of them is supported.");
        }

        if (model.Graph.Node.Count is 0 or > MaximumNodes)
        {
            throw new ModelFormatException($"The model has {model.Graph.Node.Count} nodes; it must have 1 to {MaximumNodes}.");
        }
    }

    private static void CheckNode(NodeProto node)
    {
        if (node.Domain is not ("" or "ai.onnx") || !Operators.Contains(node.OpType))
        {
            throw new ModelFormatException($"The model has the operator '{node.Domain}{(node.Domain.Length > 0 ? "." : "")}{node.OpType}', which is not supported.");
        }

        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.HasG || attribute.Graphs.Count > 0 || attribute.T is not null || attribute.Tensors.Count > 0)
            {
                throw new ModelFormatException($"The operator {node.OpType} of the model has a graph or tensor as attribute, which is not supported.");
            }

            // Windows and borders of images are small; anything else asks for memory, not for a result.
            if (attribute.Ints.Any(number => number is < -1 or > ModelDescription.MaximumSide))
            {
                throw new ModelFormatException($"The attribute '{attribute.Name}' of the operator {node.OpType} is out of range.");
            }
        }
    }

    // Enlarging makes much of little: its factors must be written down, and small.
    private static void CheckResize(NodeProto node, GraphProto graph)
    {
        TensorProto? scales = node.Input.Count == 3 ? graph.Initializer.FirstOrDefault(tensor => tensor.Name == node.Input[2]) : null;
        if (scales is not { DataType: OnnxGraphBuilder.FloatType, HasRawData: true } || scales.RawData.Length != 4 * sizeof(float))
        {
            throw new ModelFormatException("The operator Resize of the model has no fixed factors for four dimensions, which is not supported.");
        }

        foreach (float factor in MemoryMarshal.Cast<byte, float>(scales.RawData.Span))
        {
            if (!(factor is > 0 and <= LargestResize))
            {
                throw new ModelFormatException($"The operator Resize of the model has a factor of {factor}; it must be above 0, to {LargestResize}.");
            }
        }
    }

    private static void CheckTensor(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.Default || tensor.ExternalData.Count > 0)
        {
            throw new ModelFormatException($"The weights '{tensor.Name}' lie outside the model file; this is not supported, because it lets a model read other files.");
        }

        long size = tensor.DataType switch
        {
            OnnxGraphBuilder.FloatType => sizeof(float),
            OnnxGraphBuilder.Int64Type => sizeof(long),
            6 => sizeof(int),
            10 => sizeof(ushort),
            2 or 3 => sizeof(byte),
            _ => throw new ModelFormatException($"The weights '{tensor.Name}' are of type {tensor.DataType}; only floats of 16 and 32 bits and integers of 8, 32 and 64 bits are supported."),
        };
        if (tensor.Int32Data.Count > 0)
        {
            throw new ModelFormatException($"The weights '{tensor.Name}' are written one number after the other; numbers of this type must be written as bytes.");
        }

        long present = tensor.HasRawData ? tensor.RawData.Length : size * (tensor.FloatData.Count + tensor.Int64Data.Count);
        foreach (long dimension in tensor.Dims)
        {
            size = dimension >= 0 && (dimension == 0 || size <= MaximumBytes / dimension)
                ? size * dimension
                : throw new ModelFormatException($"The weights '{tensor.Name}' have a size of {dimension}, which cannot be.");
        }

        if (size != present)
        {
            throw new ModelFormatException($"The weights '{tensor.Name}' should have {size:N0} bytes and have {present:N0}.");
        }
    }
}
