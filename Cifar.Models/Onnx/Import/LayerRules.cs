using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators with weights.</summary>
internal static class LayerRules
{
    public static void Convolution(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        Weight weight = node.Weight(1, rank: 4);
        Weight? bias = node.Has(2) ? node.Weight(2, rank: 1) : null;
        long[] sizes = weight.Tensor.Dimensions;
        long groups = node.Integer("group", 1);
        Window window = Window.Of(node, x.Shape, [sizes[2], sizes[3]]);
        if (groups < 1 || sizes[0] % groups != 0 || x.Shape[1].Count != sizes[1] * groups || (bias is not null && bias.Tensor.Count != sizes[0]))
        {
            throw node.Wrong($"its weights [{string.Join(", ", sizes)}] in {groups} groups do not fit an input {Extent.Text(x.Shape)}{Layout(x)}");
        }

        string[] inputs = bias is null ? [x.Name, node.Register(weight)] : [x.Name, node.Register(weight), node.Register(bias)];
        Extent[] image = window.Output(node, x.Shape, ceiling: false);
        node.CountWork((double)weight.Tensor.Count * image[0].Count * image[1].Count);
        node.Emit(
            [x.Shape[0], new(sizes[0]), .. image],
            inputs,
            (v, _) => nn.functional.conv2d(window.Padded(v[0], 0), v[1], v.Length > 2 ? v[2] : null, window.Strides, window.Padding, window.Dilations, groups),
            (graph, names) => graph.Node("Conv", names, [.. window.Attributes, ("group", groups)]),
            1,
            2);
    }

    public static void BatchNormalization(NodeReader node)
    {
        Activation x = node.Activation(0);
        Weight[] weights = [node.Weight(1, 1), node.Weight(2, 1), node.Weight(3, 1), node.Weight(4, 1)];
        if (x.Rank < 2 || weights.Any(weight => weight.Tensor.Count != x.Shape[1].Count))
        {
            throw node.Wrong($"its weights do not fit an input {Extent.Text(x.Shape)}");
        }

        float epsilon = node.Float("epsilon", 1e-5f);

        // ONNX says how much of the old statistics is kept, TorchSharp how much of the new is taken.
        double momentum = 1 - node.Float("momentum", 0.9f);
        node.Emit(
            x.Shape,
            [x.Name, .. weights.Select(node.Register)],
            (v, batch) => nn.functional.batch_norm(v[0], v[3], v[4], v[1], v[2], batch, momentum, epsilon),
            (graph, names) => graph.Node("BatchNormalization", names, ("epsilon", epsilon)),
            1,
            2);
    }

    public static void Gemm(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 2);
        Weight weight = node.Weight(1, rank: 2);
        Weight? bias = node.Has(2) ? node.Weight(2) : null;
        bool transposed = node.Integer("transB", 0) != 0;
        float alpha = node.Float("alpha", 1), beta = node.Float("beta", 1);
        long[] sizes = weight.Tensor.Dimensions;
        (long from, long to) = transposed ? (sizes[1], sizes[0]) : (sizes[0], sizes[1]);
        if (node.Integer("transA", 0) != 0 || x.Shape[1].Count != from || (bias is not null && bias.Tensor.Count != to && bias.Tensor.Count != 1))
        {
            throw node.Wrong($"its weights take {from:N0} numbers an image and get {x.Shape[1].Count:N0}");
        }

        string[] inputs = bias is null ? [x.Name, node.Register(weight)] : [x.Name, node.Register(weight), node.Register(bias)];
        node.Emit(
            [x.Shape[0], new(to)],
            inputs,
            (v, _) =>
            {
                Tensor product = v[0].matmul(transposed ? v[1].t() : v[1]);
                product = alpha == 1 ? product : product.mul(alpha);
                return v.Length < 3 ? product : product.add(beta == 1 ? v[2] : v[2].mul(beta));
            },
            (graph, names) => graph.Node("Gemm", names, ("alpha", alpha), ("beta", beta), ("transB", transposed ? 1 : 0)),
            1,
            2);
    }

    public static void MatMul(NodeReader node)
    {
        Activation a = node.Activation(0), b = node.Activation(1);
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^2] || a.Shape[^1].PerImage)
        {
            throw node.Wrong($"{Extent.Text(a.Shape)} and {Extent.Text(b.Shape)} cannot be multiplied");
        }

        node.CountWork(a.Shape.Aggregate((double)b.Shape[^1].Count, (product, extent) => product * extent.Count));
        Extent[] outer = ArithmeticRules.Broadcast(node, a.Shape[..^2], b.Shape[..^2]);
        node.Emit([.. outer, a.Shape[^2], b.Shape[^1]], [a.Name, b.Name], (v, _) => v[0].matmul(v[1]), (graph, names) => graph.Node("MatMul", names), Learnt(node, 0, 1));
    }

    public static void LayerNormalization(NodeReader node)
    {
        Activation x = node.Activation(0);
        int axis = node.Axis(node.Integer("axis", -1), x.Rank);
        Weight scale = node.Weight(1);
        Weight? shift = node.Has(2) ? node.Weight(2) : null;
        long[] sizes = [.. x.Shape[axis..].Select(extent => extent.Count)];
        if (x.Shape[axis..].Any(extent => extent.PerImage) || !scale.Tensor.Dimensions.SequenceEqual(sizes) || (shift is not null && !shift.Tensor.Dimensions.SequenceEqual(sizes)))
        {
            throw node.Wrong($"its weights do not fit an input {Extent.Text(x.Shape)}");
        }

        float epsilon = node.Float("epsilon", 1e-5f);
        long[] axes = [.. Enumerable.Range(axis, sizes.Length).Select(index => (long)index)];
        node.Emit(
            x.Shape,
            shift is null ? [x.Name, node.Register(scale)] : [x.Name, node.Register(scale), node.Register(shift)],
            (v, _) => nn.functional.layer_norm(v[0], sizes, v[1], v.Length > 2 ? v[2] : null, epsilon),
            (graph, names) =>
            {
                // The operator itself is younger than the operator set that is written.
                string centred = graph.Node("Sub", [names[0], graph.Node("ReduceMean", [names[0]], ("axes", axes))]);
                string variance = graph.Node("ReduceMean", [graph.Node("Mul", [centred, centred])], ("axes", axes));
                string deviation = graph.Node("Sqrt", [graph.Node("Add", [variance, graph.Constant([epsilon])])]);
                string scaled = graph.Node("Mul", [graph.Node("Div", [centred, deviation]), names[1]]);
                return names.Length < 3 ? scaled : graph.Node("Add", [scaled, names[2]]);
            },
            1,
            2);
    }

    /// <summary>Those of the inputs that are weights.</summary>
    public static int[] Learnt(NodeReader node, params int[] inputs) => [.. inputs.Where(input => node.Input(input) is Weight { Tensor.Count: > 1 })];

    private static string Layout(Activation x) => x.Shape[3].Count == PixelNormalization.Channels ? " (is the input laid out as [N, H, W, 3]?)" : "";
}
