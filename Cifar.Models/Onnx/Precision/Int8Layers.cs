using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Precision;

/// <summary>Which layers of a network are to compute in 8-bit integers, and where their numbers come from and go to.</summary>
internal sealed class Int8Layers
{
    private readonly HashSet<NodeProto> layers = new(ReferenceEqualityComparer.Instance);

    // From a convolution to the activation that 8-bit numbers do by themselves, as they end at 0.
    private readonly Dictionary<NodeProto, NodeProto> rectifiers = new(ReferenceEqualityComparer.Instance);

    public int Count => layers.Count;

    /// <summary>The values whose range must be known.</summary>
    public IReadOnlyList<string> Activations { get; private set; } = [];

    public static Int8Layers Find(GraphProto graph)
    {
        var found = new Int8Layers();
        var weights = graph.Initializer.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        HashSet<string> outputs = [.. graph.Output.Select(output => output.Name)];
        NodeProto? head = graph.Node.LastOrDefault(node => node.OpType is "Gemm" or "MatMul");
        var activations = new List<string>();
        foreach (NodeProto node in graph.Node.Where(node => node != head && IsLayer(node, weights)))
        {
            found.layers.Add(node);
            activations.Add(node.Input[0]);
            if (node.OpType != "Conv")
            {
                continue;
            }

            NodeProto[] readers = [.. graph.Node.Where(reader => reader.Input.Contains(node.Output[0]))];
            if (readers is [{ OpType: "Relu" } relu] && !outputs.Contains(node.Output[0]))
            {
                found.rectifiers[node] = relu;
            }

            activations.Add(found.OutputOf(node));
        }

        found.Activations = [.. activations.Distinct()];
        return found;
    }

    public bool Contains(NodeProto node) => layers.Contains(node);

    /// <summary>Whether this activation is done by the convolution before it.</summary>
    public bool IsDoneBefore(NodeProto node) => rectifiers.ContainsValue(node);

    /// <summary>What a convolution makes, its activation included.</summary>
    public string OutputOf(NodeProto layer) => rectifiers.TryGetValue(layer, out NodeProto? relu) ? relu.Output[0] : layer.Output[0];

    private static bool IsLayer(NodeProto node, Dictionary<string, TensorProto> weights)
    {
        if (node.OpType is not ("Conv" or "Gemm")
            || !weights.TryGetValue(node.Input[1], out TensorProto? weight) || weight.DataType != OnnxGraphBuilder.FloatType
            || weight.Dims.Aggregate(1L, (product, size) => product * size) < HalfWeights.FewestWeights
            || (node.Input.Count > 2 && !weights.ContainsKey(node.Input[2])))
        {
            return false;
        }

        // A layer of the three colours is the first one: rounding there is rounding the picture.
        return node.OpType == "Conv" ? weight.Dims.Count == 4 && weight.Dims[1] * Number(node, "group", 1) != PixelNormalization.Channels
            : Number(node, "transB", 0) == 1 && Number(node, "transA", 0) == 0 && Factor(node, "alpha") == 1 && Factor(node, "beta") == 1;
    }

    private static long Number(NodeProto node, string name, long otherwise) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I ?? otherwise;

    private static float Factor(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.F ?? 1;
}
