using System.Globalization;
using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;
using Google.Protobuf;
using Google.Protobuf.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>Collects the nodes and weights of an ONNX graph, in order; equal calls give equal bytes.</summary>
public sealed class OnnxGraphBuilder
{
    internal const int FloatType = 1;
    internal const int Int64Type = 7;

    private readonly GraphProto graph = new() { Name = "network" };
    private readonly Stack<string> path = new();

    private readonly LayerShapes? shapes;
    private readonly bool withWeights;

    // shapes: what layers are given, for those whose operator depends on it. Without weights the graph only shows whether it can be written.
    internal OnnxGraphBuilder(LayerShapes? shapes = null, bool withWeights = true)
    {
        this.shapes = shapes;
        this.withWeights = withWeights;
    }

    /// <summary>Writes one node with one output.</summary>
    /// <param name="operation">Name of the operator, as the ONNX standard spells it (default domain, opset 13).</param>
    /// <param name="inputs">Names of the values it reads; an empty name leaves an optional one out.</param>
    /// <param name="attributes">Attributes: int, long, float, double, string or long[] values.</param>
    /// <returns>Name of the value it makes.</returns>
    /// <exception cref="ArgumentException">An attribute has another type.</exception>
    public string Node(string operation, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { OpType = operation, Name = Invent(operation, graph.Node.Count) };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name);
        foreach ((string name, object value) in attributes)
        {
            node.Attribute.Add(Attribute(name, value));
        }

        graph.Node.Add(node);
        return node.Name;
    }

    /// <summary>Adds a constant of 32-bit floats.</summary>
    /// <param name="values">The numbers, in row-major order.</param>
    /// <param name="dimensions">The shape; none for a single number.</param>
    /// <returns>Name of the constant.</returns>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> dimensions) => Constant(FloatType, MemoryMarshal.AsBytes(values), dimensions);

    /// <summary>Adds a constant of 64-bit integers, one-dimensional.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>Name of the constant.</returns>
    public string Constant(ReadOnlySpan<long> values) => Constant(Int64Type, MemoryMarshal.AsBytes(values), [values.Length]);

    /// <summary>Adds a copy of a tensor as a constant of 32-bit floats.</summary>
    /// <param name="tensor">Weights of a layer, on any device.</param>
    /// <returns>Name of the constant.</returns>
    public string Constant(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!withWeights)
        {
            return Constant([], [0L]);
        }

        using DisposeScope scope = NewDisposeScope();
        float[] values = tensor.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
        return Constant(values, tensor.shape);
    }

    /// <summary>Writes a module: a built-in layer, a <c>Sequential</c> of such, or an <see cref="IOnnxLayer"/>.</summary>
    /// <param name="layer">The module.</param>
    /// <param name="input">Name of the value it reads.</param>
    /// <returns>Name of the value it makes; the input's own for layers that do nothing when predicting.</returns>
    /// <exception cref="UnsupportedLayerException">The module, or one inside it, cannot be written.</exception>
    public string Add(nn.Module layer, string input)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return OnnxLayers.Write(this, layer, input);
    }

    /// <summary>Limits values to 0..limit; exact for integers. OpenCV 4.6 cannot read the operator Clip with bounds as inputs, as opset 11 and later write it.</summary>
    internal string Clamp(string value, float limit)
    {
        string minusOne = Constant([-1f], 1), bound = Constant([limit], 1);
        string FromLimit(string x) => Node("Add", [Node("Mul", [Node("Relu", [x]), minusOne]), bound]);
        return FromLimit(FromLimit(value));
    }

    internal string Add(nn.Module layer, string input, string place)
    {
        path.Push(place);
        string output = Add(layer, input);
        path.Pop();
        return output;
    }

    /// <summary>The shape of what a layer is given, for one image.</summary>
    /// <exception cref="UnsupportedLayerException">It is not known.</exception>
    internal long[] InputShape(nn.Module layer) => shapes?.Find(layer)
        ?? throw Unsupported(layer, "the size of its input is not known. Let the module around it run it by call, not by forward.");

    internal UnsupportedLayerException Unsupported(nn.Module layer, string why)
    {
        string place = path.Count == 0 ? "" : $" at '{string.Join('.', path.Reverse())}'";
        return new($"The layer {layer.GetType().Name}{place} cannot be delivered as ONNX: {why}");
    }

    internal void AddInput(string name, long[] shape) => graph.Input.Add(Value(name, shape));

    /// <summary>Declares an output and gives the value its public name.</summary>
    internal void AddOutput(string value, string name, long[] shape)
    {
        bool isInput = graph.Input.Any(input => input.Name == value);
        if (isInput || graph.Output.Any(output => output.Name == value))
        {
            value = Node("Identity", [value]);
        }

        foreach (NodeProto node in graph.Node)
        {
            Replace(node.Input, value, name);
            Replace(node.Output, value, name);
        }

        graph.Output.Add(Value(name, shape));
    }

    internal GraphProto Build() => graph;

    private static void Replace(RepeatedField<string> names, string from, string to)
    {
        for (int i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == from ? to : names[i];
        }
    }

    private string Constant(int type, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> dimensions)
    {
        var tensor = new TensorProto { Name = Invent("constant", graph.Initializer.Count), DataType = type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(dimensions.ToArray());
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int number => new() { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        long number => new() { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
        float number => new() { Name = name, F = number, Type = AttributeProto.Types.AttributeType.Float },
        double number => new() { Name = name, F = (float)number, Type = AttributeProto.Types.AttributeType.Float },
        string text => new() { Name = name, S = ByteString.CopyFromUtf8(text), Type = AttributeProto.Types.AttributeType.String },
        long[] numbers => new() { Name = name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
        _ => throw new ArgumentException($"The attribute {name} is a {value.GetType().Name}; it must be int, long, float, double, string or long[].", nameof(value)),
    };

    /// <summary>A float tensor of the given shape whose first dimension is any number of images.</summary>
    private static ValueInfoProto Value(string name, long[] shape)
    {
        var dimensions = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        dimensions.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = FloatType, Shape = dimensions } } };
    }

    private static string Invent(string stem, int number) => string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}");
}
