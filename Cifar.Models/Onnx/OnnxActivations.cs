using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>TorchSharp's activations as ONNX operators.</summary>
internal static class OnnxActivations
{
    /// <returns>Null when the layer is no activation.</returns>
    public static string? Write(OnnxGraphBuilder graph, nn.Module layer, string x) => layer switch
    {
        ReLU => graph.Node("Relu", [x]),
        ReLU6 => graph.Clamp(x, 6),
        Hardtanh hard => graph.Node("Clip", [x, graph.Constant([(float)hard.min_val]), graph.Constant([(float)hard.max_val])]),
        LeakyReLU leaky => graph.Node("LeakyRelu", [x], ("alpha", leaky.negative_slope)),
        ELU elu => graph.Node("Elu", [x], ("alpha", elu.alpha)),
        Sigmoid => graph.Node("Sigmoid", [x]),
        Tanh => graph.Node("Tanh", [x]),
        SiLU => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]),
        Mish => graph.Node("Mul", [x, graph.Node("Tanh", [graph.Node("Softplus", [x])])]),
        Softplus softplus => Softplus(graph, softplus, x),
        Hardsigmoid => HardSigmoid(graph, x),
        Hardswish => graph.Node("Mul", [x, HardSigmoid(graph, x)]),
        Softmax softmax => graph.Node("Softmax", [x], ("axis", softmax.dim)),
        LogSoftmax softmax => graph.Node("LogSoftmax", [x], ("axis", softmax.dim)),
        GELU gelu => Gelu(graph, gelu, x),
        _ => null,
    };

    private static string HardSigmoid(OnnxGraphBuilder graph, string x) => graph.Node("HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f));

    // PyTorch goes on linearly above a threshold, where the difference is below the precision of float32 for thresholds of 20 and more.
    private static string Softplus(OnnxGraphBuilder graph, Softplus layer, string x)
    {
        if (layer.threshold < 20)
        {
            throw graph.Unsupported(layer, $"its threshold is {layer.threshold}; it must be 20 or more.");
        }

        if (layer.beta == 1)
        {
            return graph.Node("Softplus", [x]);
        }

        string beta = graph.Constant([(float)layer.beta]);
        return graph.Node("Div", [graph.Node("Softplus", [graph.Node("Mul", [x, beta])]), beta]);
    }

    /// <summary>Hendrycks and Gimpel, arXiv:1606.08415: x * Phi(x), or its approximation with tanh.</summary>
    private static string Gelu(OnnxGraphBuilder graph, GELU layer, string x)
    {
        string inner;
        if (layer.approximate == GELU.Approximate.tanh)
        {
            string square = graph.Node("Mul", [x, x]);
            string factor = graph.Node("Add", [graph.Node("Mul", [square, graph.Constant([0.044715f])]), graph.Constant([1f])]);
            string scaled = graph.Node("Mul", [graph.Node("Mul", [x, factor]), graph.Constant([MathF.Sqrt(2 / MathF.PI)])]);
            inner = graph.Node("Tanh", [scaled]);
        }
        else
        {
            inner = graph.Node("Erf", [graph.Node("Mul", [x, graph.Constant([1 / MathF.Sqrt(2)])])]);
        }

        string half = graph.Node("Mul", [x, graph.Constant([0.5f])]);
        return graph.Node("Mul", [half, graph.Node("Add", [inner, graph.Constant([1f])])]);
    }
}
