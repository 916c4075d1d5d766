using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>The built-in layers of TorchSharp as ONNX operators, in evaluation mode.</summary>
internal static class OnnxLayers
{
    public static string Write(OnnxGraphBuilder graph, nn.Module layer, string x) => layer switch
    {
        IOnnxLayer own => own.WriteOnnx(graph, x),
        Sequential chain => chain.named_children().Aggregate(x, (value, child) => graph.Add(child.Item2, value, child.Item1)),
        Conv2d convolution => Convolution(graph, convolution, x),
        Linear linear => Dense(graph, linear, x),
        NormBase normalization and (BatchNorm1d or BatchNorm2d) => BatchNormalization(graph, normalization, x),
        MaxPool2d pool => MaxPool(graph, pool, x),
        AvgPool2d pool => AveragePool(graph, pool, x),
        AdaptiveAvgPool2d pool => GlobalAveragePool(graph, pool, x),
        Flatten flatten => Flatten(graph, flatten, x),
        Dropout or Dropout2d or Identity => x,
        ReLU => graph.Node("Relu", [x]),
        ReLU6 => graph.Clamp(x, 6),
        LeakyReLU leaky => graph.Node("LeakyRelu", [x], ("alpha", leaky.negative_slope)),
        ELU elu => graph.Node("Elu", [x], ("alpha", elu.alpha)),
        Sigmoid => graph.Node("Sigmoid", [x]),
        Tanh => graph.Node("Tanh", [x]),
        SiLU => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]),
        Hardsigmoid => HardSigmoid(graph, x),
        Hardswish => graph.Node("Mul", [x, HardSigmoid(graph, x)]),
        GELU gelu => Gelu(graph, gelu, x),
        _ => throw graph.Unsupported(layer, "there is no rule for it. Use built-in layers in a Sequential, or let the module implement IOnnxLayer."),
    };

    private static string Convolution(OnnxGraphBuilder graph, Conv2d layer, string x)
    {
        if (layer.padding_mode != PaddingModes.Zeros)
        {
            throw graph.Unsupported(layer, $"its padding mode is {layer.padding_mode}; only zeros are supported.");
        }

        long[] kernel = Pair(layer.kernel_size, 1);
        long[] stride = Pair(layer.stride, 1);
        long[] dilation = Pair(layer.dilation, 1);
        var inputs = new List<string> { x, graph.Constant(layer.weight) };
        if (layer.bias is { } bias)
        {
            inputs.Add(graph.Constant(bias));
        }

        return graph.Node(
            "Conv",
            inputs,
            ("dilations", dilation),
            ("group", layer.groups),
            ("kernel_shape", kernel),
            ("pads", Pads(layer, kernel, dilation)),
            ("strides", stride));
    }

    private static long[] Pads(Conv2d layer, long[] kernel, long[] dilation)
    {
        switch (layer.padding_type)
        {
            case Padding.Valid:
                return [0, 0, 0, 0];
            case Padding.Same:
                // An even kernel gets the extra pixel after, as in PyTorch.
                long rows = dilation[0] * (kernel[0] - 1), columns = dilation[1] * (kernel[1] - 1);
                return [rows / 2, columns / 2, rows - (rows / 2), columns - (columns / 2)];
            default:
                return Both(Pair(layer.padding, 0));
        }
    }

    private static string Dense(OnnxGraphBuilder graph, Linear layer, string x)
    {
        var inputs = new List<string> { x, graph.Constant(layer.weight) };
        if (layer.bias is { } bias)
        {
            inputs.Add(graph.Constant(bias));
        }

        return graph.Node("Gemm", inputs, ("alpha", 1f), ("beta", 1f), ("transB", 1));
    }

    private static string BatchNormalization(OnnxGraphBuilder graph, NormBase layer, string x)
    {
        if (!layer.track_running_stats)
        {
            throw graph.Unsupported(layer, "it does not track running statistics, so it has none to predict with.");
        }

        var ones = new float[layer.num_features];
        Array.Fill(ones, 1f);
        string scale = layer.affine ? graph.Constant(layer.weight) : graph.Constant(ones, ones.Length);
        string shift = layer.affine ? graph.Constant(layer.bias!) : graph.Constant(new float[ones.Length], ones.Length);
        return graph.Node("BatchNormalization", [x, scale, shift, graph.Constant(layer.running_mean!), graph.Constant(layer.running_var!)], ("epsilon", layer.eps));
    }

    private static string MaxPool(OnnxGraphBuilder graph, MaxPool2d layer, string x)
    {
        long[] kernel = Pair(layer.kernel_size, 1);
        if (layer.ceil_mode || !Pair(layer.dilation, 1).SequenceEqual([1L, 1L]))
        {
            throw graph.Unsupported(layer, "ceil_mode and dilation are not supported.");
        }

        return graph.Node("MaxPool", [x], ("kernel_shape", kernel), ("pads", Both(Pair(layer.padding, 0))), ("strides", Stride(layer.stride, kernel)));
    }

    private static string AveragePool(OnnxGraphBuilder graph, AvgPool2d layer, string x)
    {
        long[] kernel = Pair(layer.kernel_size, 1);
        if (layer.ceil_mode || layer.divisor_override is not null)
        {
            throw graph.Unsupported(layer, "ceil_mode and divisor_override are not supported.");
        }

        return graph.Node(
            "AveragePool",
            [x],
            ("count_include_pad", layer.count_include_pad ? 1 : 0),
            ("kernel_shape", kernel),
            ("pads", Both(Pair(layer.padding, 0))),
            ("strides", Stride(layer.stride, kernel)));
    }

    private static string GlobalAveragePool(OnnxGraphBuilder graph, AdaptiveAvgPool2d layer, string x) => Pair(layer.output_size, 1).SequenceEqual([1L, 1L])
        ? graph.Node("GlobalAveragePool", [x])
        : throw graph.Unsupported(layer, "only an output size of 1 is supported.");

    private static string Flatten(OnnxGraphBuilder graph, Flatten layer, string x) => layer is { start_dim: 1, end_dim: -1 }
        ? graph.Node("Flatten", [x], ("axis", 1))
        : throw graph.Unsupported(layer, $"it flattens dimensions {layer.start_dim} to {layer.end_dim}; only 1 to -1 is supported.");

    private static string HardSigmoid(OnnxGraphBuilder graph, string x) => graph.Node("HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f));

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

    private static long[] Stride(long[]? stride, long[] kernel) => stride is null or { Length: 0 } ? kernel : Pair(stride, 1);

    private static long[] Both(long[] pair) => [pair[0], pair[1], pair[0], pair[1]];

    /// <summary>Layers keep one number for both directions, two, or none for the default.</summary>
    private static long[] Pair(long[]? sizes, long otherwise) => sizes switch
    {
        null or { Length: 0 } => [otherwise, otherwise],
        { Length: 1 } => [sizes[0], sizes[0]],
        _ => [sizes[0], sizes[1]],
    };
}
