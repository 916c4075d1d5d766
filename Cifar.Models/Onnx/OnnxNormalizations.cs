using TorchSharp.Modules;

namespace Cifar.Models.Onnx;

/// <summary>Normalisations over the values of one image, of the operators of opset 13.</summary>
internal static class OnnxNormalizations
{
    /// <summary>Mean and variance of a group: means of the channels over the map, and of those over the group by a convolution of 1x1.</summary>
    public static string Group(OnnxGraphBuilder graph, GroupNorm layer, string x)
    {
        long channels = graph.InputShape(layer)[1], members = channels / layer.num_groups;
        var shares = new float[channels * members];
        Array.Fill(shares, 1f / members);
        string averages = graph.Constant(shares, channels, members, 1, 1);
        string Mean(string values) => graph.Node(
            "Conv", [graph.Node("GlobalAveragePool", [values]), averages], ("group", layer.num_groups), ("kernel_shape", new long[] { 1, 1 }));

        string normalized = Normalize(graph, x, layer.eps, Mean);
        return layer.affine ? Scale(graph, normalized, graph.Constant(layer.weight), layer.bias is { } bias ? graph.Constant(bias) : null, [channels, 1, 1]) : normalized;
    }

    public static string Layer(OnnxGraphBuilder graph, LayerNorm layer, string x)
    {
        long[] axes = [.. Enumerable.Range(1, layer.normalized_shape.Length).Select(i => (long)-i).Reverse()];
        if (axes.Length > 1)
        {
            // Model files with axes before -1 are refused: counted from the front, all are known to be small.
            int dimensions = graph.InputShape(layer).Length;
            axes = [.. axes.Select(axis => axis + dimensions)];
        }

        string Mean(string values) => graph.Node("ReduceMean", [values], ("axes", axes), ("keepdims", 1));

        string normalized = Normalize(graph, x, layer.eps, Mean);
        return layer.elementwise_affine
            ? Scale(graph, normalized, graph.Constant(layer.weight), layer.bias is { } bias ? graph.Constant(bias) : null, null)
            : normalized;
    }

    private static string Normalize(OnnxGraphBuilder graph, string x, double epsilon, Func<string, string> mean)
    {
        string centred = graph.Node("Sub", [x, mean(x)]);
        string variance = mean(graph.Node("Mul", [centred, centred]));
        string deviation = graph.Node("Sqrt", [graph.Node("Add", [variance, graph.Constant([(float)epsilon])])]);
        return graph.Node("Div", [centred, deviation]);
    }

    private static string Scale(OnnxGraphBuilder graph, string x, string weight, string? bias, long[]? shape)
    {
        string Shaped(string constant) => shape is null ? constant : graph.Node("Reshape", [constant, graph.Constant(shape)]);

        string scaled = graph.Node("Mul", [x, Shaped(weight)]);
        return bias is null ? scaled : graph.Node("Add", [scaled, Shaped(bias)]);
    }
}
