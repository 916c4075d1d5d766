using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators that change every number by itself, and softmax.</summary>
internal static class ActivationRules
{
    public static void Relu(NodeReader node) => Plain(node, x => x.relu());

    public static void Sigmoid(NodeReader node) => Plain(node, x => x.sigmoid());

    public static void Tanh(NodeReader node) => Plain(node, x => x.tanh());

    public static void Erf(NodeReader node) => Plain(node, x => x.erf());

    public static void Exp(NodeReader node) => Plain(node, x => x.exp());

    public static void Sqrt(NodeReader node) => Plain(node, x => x.sqrt());

    public static void Abs(NodeReader node) => Plain(node, x => x.abs());

    public static void Round(NodeReader node) => Plain(node, x => x.round());

    public static void Softplus(NodeReader node) => Plain(node, x => x.softplus());

    public static void LeakyRelu(NodeReader node)
    {
        float alpha = node.Float("alpha", 0.01f);
        Plain(node, x => x.leaky_relu(alpha), ("alpha", alpha));
    }

    public static void Elu(NodeReader node)
    {
        float alpha = node.Float("alpha", 1);
        Plain(node, x => x.elu(alpha), ("alpha", alpha));
    }

    public static void Clip(NodeReader node)
    {
        float low = node.Attribute("min") is null ? node.Scalar(1, float.MinValue) : node.Float("min", float.MinValue);
        float high = node.Attribute("max") is null ? node.Scalar(2, float.MaxValue) : node.Float("max", float.MaxValue);
        Activation x = node.Activation(0);
        node.Emit(x.Shape, [x.Name], (v, _) => v[0].clamp(low, high), (graph, names) => graph.Node("Clip", [names[0], graph.Constant([low]), graph.Constant([high])]));
    }

    public static void HardSigmoid(NodeReader node)
    {
        float alpha = node.Float("alpha", 0.2f), beta = node.Float("beta", 0.5f);
        Plain(node, x => x.mul(alpha).add(beta).clamp(0, 1), ("alpha", alpha), ("beta", beta));
    }

    public static void HardSwish(NodeReader node)
    {
        Activation x = node.Activation(0);
        node.Emit(
            x.Shape,
            [x.Name],
            (v, _) => v[0].hardswish(),
            (graph, names) => graph.Node("Mul", [names[0], graph.Node("HardSigmoid", names, ("alpha", 1f / 6), ("beta", 0.5f))]));
    }

    public static void Gelu(NodeReader node)
    {
        bool tanh = node.Text("approximate", "none") == "tanh";
        Activation x = node.Activation(0);
        node.Emit(
            x.Shape,
            [x.Name],
            (v, _) => v[0].gelu(tanh ? TorchSharp.Modules.GELU.Approximate.tanh : TorchSharp.Modules.GELU.Approximate.none),
            (graph, names) =>
            {
                using var layer = tanh ? nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh) : nn.GELU();
                return graph.Add(layer, names[0]);
            });
    }

    public static void PRelu(NodeReader node)
    {
        Activation x = node.Activation(0);
        Weight slope = node.Weight(1);
        if (slope.Tensor.Count != 1 && (x.Rank < 2 || slope.Tensor.Count != x.Shape[1].Count))
        {
            throw node.Wrong("its slopes must be one, or one a channel");
        }

        node.Emit(x.Shape, [x.Name, node.Register(slope)], (v, _) => v[0].prelu(v[1].reshape(-1)), (graph, names) => graph.Node("PRelu", names), 1);
    }

    public static void Softmax(NodeReader node) => AlongAxis(node, (x, axis) => x.softmax(axis));

    public static void LogSoftmax(NodeReader node) => AlongAxis(node, (x, axis) => x.log_softmax(axis));

    public static void Log(NodeReader node) => Plain(node, x => x.log());

    private static void AlongAxis(NodeReader node, Func<Tensor, long, Tensor> run)
    {
        string operation = node.Operation;
        Activation x = node.Activation(0);
        int axis = node.Axis(node.Integer("axis", node.Opset >= 13 ? -1 : 1), x.Rank);

        if (x.Shape[axis].PerImage)
        {
            throw node.Wrong("it works across several images");
        }

        // Before operator set 13 everything from the axis on was one row.
        if (node.Opset < 13 && x.Shape[(axis + 1)..].Any(extent => extent.Count != 1))
        {
            throw node.Wrong("it works on several dimensions at once");
        }

        node.Emit(x.Shape, [x.Name], (v, _) => run(v[0], axis), (graph, names) => graph.Node(operation, names, ("axis", axis)));
    }

    private static void Plain(NodeReader node, Func<Tensor, Tensor> run, params (string Name, object Value)[] attributes)
    {
        Activation x = node.Activation(0);
        string operation = node.Operation;
        node.Emit(x.Shape, [x.Name], (v, _) => run(v[0]), (graph, names) => graph.Node(operation, names, attributes));
    }
}
