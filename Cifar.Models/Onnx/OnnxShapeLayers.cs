using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx;

/// <summary>TorchSharp's layers that change the shape of a map, as ONNX operators.</summary>
internal static class OnnxShapeLayers
{
    public static string Flatten(OnnxGraphBuilder graph, Flatten layer, string x)
    {
        if (layer is { start_dim: 1, end_dim: -1 })
        {
            return graph.Node("Flatten", [x], ("axis", 1));
        }

        // 0 copies a dimension, -1 takes what is left.
        return layer is { start_dim: > 1, end_dim: -1 }
            ? graph.Node("Reshape", [x, graph.Constant([.. Enumerable.Repeat(0L, (int)layer.start_dim), -1L])])
            : throw graph.Unsupported(layer, $"it flattens dimensions {layer.start_dim} to {layer.end_dim}; only those from 1 or later to the last are supported.");
    }

    public static string Unflatten(OnnxGraphBuilder graph, Unflatten layer, string x)
    {
        long[] input = graph.InputShape(layer);
        int dimension = (int)(layer.dim < 0 ? layer.dim + input.Length : layer.dim);
        return dimension >= 1
            ? graph.Node("Reshape", [x, graph.Constant([-1L, .. input[1..dimension], .. Known(layer.unflattened_size, input[dimension]), .. input[(dimension + 1)..]])])
            : throw graph.Unsupported(layer, "it changes the number of images.");
    }

    public static string ShuffleChannels(OnnxGraphBuilder graph, ChannelShuffle layer, string x)
    {
        long[] input = graph.InputShape(layer);
        if (input.Length != 4)
        {
            throw graph.Unsupported(layer, $"its input has {input.Length} dimensions; only 4 are supported.");
        }

        string groups = graph.Node("Reshape", [x, graph.Constant([-1, layer.groups, input[1] / layer.groups, input[2], input[3]])]);
        string turned = graph.Node("Transpose", [groups], ("perm", new long[] { 0, 2, 1, 3, 4 }));
        return graph.Node("Reshape", [turned, graph.Constant([-1, input[1], input[2], input[3]])]);
    }

    /// <summary>Pooling to a fixed size: a global pool for 1x1, else windows of equal size where the map divides evenly.</summary>
    public static string AdaptivePool(OnnxGraphBuilder graph, nn.Module layer, long[] outputSize, string operation, string x)
    {
        long rows = outputSize[0], columns = outputSize[^1];
        if (rows == 1 && columns == 1)
        {
            return graph.Node("Global" + operation, [x]);
        }

        long[] input = graph.InputShape(layer);
        if (rows < 1 || columns < 1 || input[2] % rows != 0 || input[3] % columns != 0)
        {
            throw graph.Unsupported(layer, $"it makes {rows} x {columns} of a map of {input[2]} x {input[3]}, which does not divide evenly.");
        }

        long[] window = [input[2] / rows, input[3] / columns];
        return graph.Node(operation, [x], ("kernel_shape", window), ("strides", window));
    }

    public static string Pad(OnnxGraphBuilder graph, PadBase layer, string x)
    {
        // TorchSharp: left, right, top, bottom. ONNX: before each dimension, then behind each.
        long[] sides = layer.padding;
        string pads = graph.Constant([0, 0, sides[2], sides[0], 0, 0, sides[3], sides[1]]);
        return layer switch
        {
            ZeroPad2d => graph.Node("Pad", [x, pads], ("mode", "constant")),
            ConstantPad2d => graph.Node("Pad", [x, pads, graph.Constant([(float)layer.value])], ("mode", "constant")),
            ReflectionPad2d => graph.Node("Pad", [x, pads], ("mode", "reflect")),
            ReplicationPad2d => graph.Node("Pad", [x, pads], ("mode", "edge")),
            _ => throw graph.Unsupported(layer, "there is no rule for it."),
        };
    }

    public static string Resize(OnnxGraphBuilder graph, Upsample layer, string x)
    {
        long[] input = graph.InputShape(layer);
        if (input.Length != 4)
        {
            throw graph.Unsupported(layer, $"its input has {input.Length} dimensions; only 4 are supported.");
        }

        double[] factors = layer.size.Length > 0
            ? [(double)layer.size[0] / input[2], (double)layer.size[^1] / input[3]]
            : [layer.scale_factor[0], layer.scale_factor[^1]];
        bool whole = factors.Zip(input[2..]).All(pair => double.IsInteger(pair.First * pair.Second));
        if (!whole || factors.Any(factor => factor is <= 0 or > OnnxModelCheck.LargestResize))
        {
            throw graph.Unsupported(
                layer, $"it enlarges a map of {input[2]} x {input[3]} by {factors[0]:G4} x {factors[1]:G4}; only factors to {OnnxModelCheck.LargestResize} that give whole sides are supported.");
        }

        (string mode, string position) = (layer.mode, layer.align_corners == true) switch
        {
            (UpsampleMode.Nearest, _) => ("nearest", "asymmetric"),
            (UpsampleMode.Bilinear, true) => ("linear", "align_corners"),
            (UpsampleMode.Bilinear, false) => ("linear", "pytorch_half_pixel"),
            (UpsampleMode.Bicubic, true) => ("cubic", "align_corners"),
            (UpsampleMode.Bicubic, false) => ("cubic", "pytorch_half_pixel"),
            _ => throw graph.Unsupported(layer, $"its mode is {layer.mode}; only Nearest, Bilinear and Bicubic are supported."),
        };
        string scales = graph.Constant([1f, 1f, (float)factors[0], (float)factors[1]], 4);
        return graph.Node("Resize", [x, "", scales], ("coordinate_transformation_mode", position), ("cubic_coeff_a", -0.75f), ("mode", mode), ("nearest_mode", "floor"));
    }

    private static long[] Known(long[] sizes, long total)
    {
        long others = sizes.Where(size => size > 0).Aggregate(1L, (a, b) => a * b);
        return [.. sizes.Select(size => size > 0 ? size : total / others)];
    }
}
