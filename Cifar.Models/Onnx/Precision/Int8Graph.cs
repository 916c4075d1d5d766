using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Rewrites a graph so that chosen layers compute in 8-bit integers. Between such layers numbers stay integers where they can.</summary>
internal sealed class Int8Graph(GraphProto graph, Int8Layers layers, Dictionary<string, QuantizationSteps> ranges, int weightBits)
{
    private const int ByteType = 2;
    private const int SignedByteType = 3;
    private const int Int32Type = 6;

    // These only choose or move numbers, so they do it with integers just as well.
    private static readonly HashSet<string> Movers = ["MaxPool", "Flatten", "Identity"];

    private readonly Dictionary<string, TensorProto> weights = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
    private readonly Dictionary<string, QuantizationSteps> integers = new(StringComparer.Ordinal);
    private readonly HashSet<string> floats = new(StringComparer.Ordinal);
    private readonly List<NodeProto> nodes = [];

    public void Rewrite()
    {
        foreach (NodeProto node in graph.Node)
        {
            if (layers.Contains(node))
            {
                Convert(node);
            }
            else if (layers.IsDoneBefore(node))
            {
                continue;
            }
            else if (Movers.Contains(node.OpType) && integers.TryGetValue(node.Input[0], out var steps))
            {
                NodeProto moved = node.Clone();
                moved.Input[0] = Integer(node.Input[0]);
                moved.Output[0] = Integer(node.Output[0]);
                integers[node.Output[0]] = steps;
                nodes.Add(moved);
            }
            else
            {
                foreach (string input in node.Input)
                {
                    MakeFloat(input);
                }

                nodes.Add(node);
            }
        }

        foreach (ValueInfoProto output in graph.Output)
        {
            MakeFloat(output.Name);
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        HashSet<string> read = [.. nodes.SelectMany(node => node.Input)];
        foreach (TensorProto unused in graph.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToArray())
        {
            graph.Initializer.Remove(unused);
        }
    }

    private static string Integer(string name) => $"{name}.int8";

    private void Convert(NodeProto node)
    {
        string input = node.Input[0];
        var steps = MakeInteger(input);
        GraphTensor kernel = TensorReader.Read(weights[node.Input[1]]);
        float[] bias = node.Input.Count > 2 ? TensorReader.Read(weights[node.Input[2]]).Floats! : new float[kernel.Dimensions[0]];
        var rounded = ChannelWeights.Round(kernel.Floats!, bias, steps.Scale, weightBits);
        if (node.OpType == "Conv")
        {
            Convolve(node, input, steps, kernel.Dimensions, rounded, bias);
        }
        else
        {
            Multiply(node, input, steps, kernel.Dimensions, rounded, bias);
        }
    }

    private void Convolve(NodeProto node, string input, QuantizationSteps steps, long[] shape, ChannelWeights rounded, float[] bias)
    {
        string output = layers.OutputOf(node), name = node.Output[0];
        QuantizationSteps to = ranges[output];
        var (scale, zero) = Constants(input, steps);
        var (outputScale, outputZero) = Constants(output, to);
        var convolution = new NodeProto { OpType = "QLinearConv", Name = $"{name} in integers", Output = { Integer(output) } };
        convolution.Input.Add(
        [
            Integer(input), scale, zero,
            Constant($"{name}.weights", SignedByteType, MemoryMarshal.AsBytes<sbyte>(rounded.Values), shape),
            Constant($"{name}.scales", OnnxGraphBuilder.FloatType, MemoryMarshal.AsBytes<float>(rounded.Scales), shape[0]),
            Constant($"{name}.zeros", SignedByteType, new byte[shape[0]], shape[0]),
            outputScale, outputZero,
            Constant($"{name}.biases", Int32Type, MemoryMarshal.AsBytes<int>(rounded.Round(bias, steps.Scale)), shape[0]),
        ]);
        convolution.Attribute.AddRange(node.Attribute);
        nodes.Add(convolution);
        integers[output] = to;
    }

    /// <summary>Sums of products come out exact, so a dense layer's results need no steps of their own.</summary>
    private void Multiply(NodeProto node, string input, QuantizationSteps steps, long[] shape, ChannelWeights rounded, float[] bias)
    {
        string name = node.Output[0];
        int rows = (int)shape[0], columns = (int)shape[1];
        var transposed = new sbyte[rounded.Values.Length];
        for (int i = 0; i < transposed.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = rounded.Values[i];
        }

        string matrix = Constant($"{name}.weights", SignedByteType, MemoryMarshal.AsBytes<sbyte>(transposed), columns, rows);
        string sums = Node("MatMulInteger", $"{name}.sums", Integer(input), matrix, Constants(input, steps).Zero);
        string widened = Node("Cast", $"{name}.widened", sums);
        nodes[^1].Attribute.Add(new AttributeProto { Name = "to", I = OnnxGraphBuilder.FloatType, Type = AttributeProto.Types.AttributeType.Int });
        string scales = Constant($"{name}.scales", OnnxGraphBuilder.FloatType, MemoryMarshal.AsBytes<float>(Array.ConvertAll(rounded.Scales, scale => scale * steps.Scale)), rows);
        string scaled = Node("Mul", $"{name}.scaled", widened, scales);
        Node("Add", name, scaled, Constant($"{name}.biases", OnnxGraphBuilder.FloatType, MemoryMarshal.AsBytes<float>(bias), rows));
    }

    /// <summary>Has the value as integers from here on.</summary>
    private QuantizationSteps MakeInteger(string name)
    {
        if (!integers.TryGetValue(name, out var steps))
        {
            steps = integers[name] = ranges[name];
            floats.Add(name);
            var (scale, zero) = Constants(name, steps);
            Node("QuantizeLinear", Integer(name), name, scale, zero);
        }

        return steps;
    }

    /// <summary>Has the value as floats from here on.</summary>
    private void MakeFloat(string name)
    {
        if (integers.TryGetValue(name, out var steps) && floats.Add(name))
        {
            var (scale, zero) = Constants(name, steps);
            Node("DequantizeLinear", name, Integer(name), scale, zero);
        }
    }

    private string Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation} {output}", Output = { output } };
        foreach (string input in inputs)
        {
            node.Input.Add(input);
        }

        nodes.Add(node);
        return output;
    }

    private (string Scale, string Zero) Constants(string name, QuantizationSteps steps) => (
        Constant($"{name}.scale", OnnxGraphBuilder.FloatType, BitConverter.GetBytes(steps.Scale)),
        Constant($"{name}.zero", ByteType, [steps.Zero]));

    private string Constant(string name, int type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        if (!weights.ContainsKey(name))
        {
            var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
            foreach (long size in shape)
            {
                tensor.Dims.Add(size);
            }

            weights[name] = tensor;
            graph.Initializer.Add(tensor);
        }

        return name;
    }
}
