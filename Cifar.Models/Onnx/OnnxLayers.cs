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
        AdaptiveAvgPool2d pool => OnnxShapeLayers.AdaptivePool(graph, layer, pool.output_size, "AveragePool", x),
        AdaptiveMaxPool2d pool => OnnxShapeLayers.AdaptivePool(graph, layer, pool.output_size, "MaxPool", x),
        ConvTranspose2d convolution => TransposedConvolution(graph, convolution, x),
        GroupNorm normalization => OnnxNormalizations.Group(graph, normalization, x),
        LayerNorm normalization => OnnxNormalizations.Layer(graph, normalization, x),
        PadBase pad => OnnxShapeLayers.Pad(graph, pad, x),
        Upsample upsample => OnnxShapeLayers.Resize(graph, upsample, x),
        Unflatten unflatten => OnnxShapeLayers.Unflatten(graph, unflatten, x),
        PixelShuffle shuffle => graph.Node("DepthToSpace", [x], ("blocksize", shuffle.upscale_factor), ("mode", "CRD")),
        ChannelShuffle shuffle => OnnxShapeLayers.ShuffleChannels(graph, shuffle, x),
        Flatten flatten => OnnxShapeLayers.Flatten(graph, flatten, x),
        Dropout or Dropout2d or AlphaDropout or Identity => x,
        _ when OnnxActivations.Write(graph, layer, x) is { } activation => activation,
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

    private static string TransposedConvolution(OnnxGraphBuilder graph, ConvTranspose2d layer, string x)
    {
        var inputs = new List<string> { x, graph.Constant(layer.weight) };
        if (layer.bias is { } bias)
        {
            inputs.Add(graph.Constant(bias));
        }

        return graph.Node(
            "ConvTranspose",
            inputs,
            ("dilations", Pair(layer.dilation, 1)),
            ("group", layer.groups),
            ("kernel_shape", Pair(layer.kernel_size, 1)),
            ("output_padding", Pair(layer.output_padding, 0)),
            ("pads", Both(Pair(layer.padding, 0))),
            ("strides", Pair(layer.stride, 1)));
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
        long[] kernel = Pair(layer.kernel_size, 1), padding = Pair(layer.padding, 0), stride = Stride(layer.stride, kernel);
        // Runtimes differ from PyTorch, and from each other, where the last window begins outside of the image.
        if (layer.ceil_mode && (padding[0] + stride[0] > kernel[0] || padding[1] + stride[1] > kernel[1]))
        {
            throw graph.Unsupported(layer, "with ceil_mode, the padding and the stride together may be no more than the kernel.");
        }

        return graph.Node(
            "MaxPool",
            [x],
            ("ceil_mode", layer.ceil_mode ? 1 : 0),
            ("dilations", Pair(layer.dilation, 1)),
            ("kernel_shape", kernel),
            ("pads", Both(padding)),
            ("strides", stride));
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
