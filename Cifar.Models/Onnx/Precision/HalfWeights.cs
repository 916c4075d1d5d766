using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;
using Cifar.Models.Onnx.Import;
using Google.Protobuf;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Weights as 16-bit floats in the file, as 32-bit floats in the computation.</summary>
internal static class HalfWeights
{
    public const int HalfType = 10;

    /// <summary>Layers with fewer weights than this are left alone: they take no room.</summary>
    public const int FewestWeights = 1024;

    private const string Suffix = ".float16";

    private static readonly HashSet<string> Layers = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    /// <summary>Replaces weights by half as long ones, each with a cast that gives it its old name and width.</summary>
    public static void Narrow(ModelProto model)
    {
        GraphProto graph = model.Graph;
        HashSet<string> weights = [.. graph.Node.Where(node => Layers.Contains(node.OpType) && node.Input.Count > 1).Select(node => node.Input[1])];
        var casts = new List<NodeProto>();
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.DataType == OnnxGraphBuilder.FloatType && weights.Contains(tensor.Name)))
        {
            float[] values = TensorReader.Read(tensor).Floats!;
            if (values.Length < FewestWeights || !values.All(value => MathF.Abs(value) <= (float)Half.MaxValue))
            {
                continue;
            }

            string name = tensor.Name;
            tensor.Name += Suffix;
            tensor.DataType = HalfType;
            tensor.FloatData.Clear();
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)));
            casts.Add(new NodeProto
            {
                OpType = "Cast",
                Name = $"Cast {name}",
                Input = { tensor.Name },
                Output = { name },
                Attribute = { new AttributeProto { Name = "to", I = OnnxGraphBuilder.FloatType, Type = AttributeProto.Types.AttributeType.Int } },
            });
        }

        Prepend(graph, casts);
    }

    /// <summary>Gives weights their 32 bits back, exactly, so that a graph can be looked into as if it had been written that way.</summary>
    public static void Widen(ModelProto model)
    {
        GraphProto graph = model.Graph;
        var halves = graph.Initializer.Where(tensor => tensor.DataType == HalfType).DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        NodeProto[] casts = [.. graph.Node.Where(node => node is { OpType: "Cast", Input: [var half], Output: [_] } && halves.ContainsKey(half) && To(node) == OnnxGraphBuilder.FloatType)];
        foreach (NodeProto cast in casts)
        {
            GraphTensor tensor = TensorReader.Read(halves[cast.Input[0]]);
            graph.Initializer.Add(new TensorProto
            {
                Name = cast.Output[0],
                DataType = OnnxGraphBuilder.FloatType,
                Dims = { tensor.Dimensions },
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(tensor.Floats!)),
            });
            graph.Node.Remove(cast);
        }

        HashSet<string> read = [.. graph.Node.SelectMany(node => node.Input)];
        foreach (NodeProto cast in casts.Where(cast => !read.Contains(cast.Input[0])))
        {
            graph.Initializer.Remove(halves[cast.Input[0]]);
        }
    }

    private static long To(NodeProto cast) => cast.Attribute.FirstOrDefault(attribute => attribute.Name == "to")?.I ?? 0;

    private static void Prepend(GraphProto graph, List<NodeProto> nodes)
    {
        NodeProto[] all = [.. nodes, .. graph.Node];
        graph.Node.Clear();
        graph.Node.AddRange(all);
    }
}
