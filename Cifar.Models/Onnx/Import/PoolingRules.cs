using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators that summarise parts of an image, or all of it.</summary>
internal static class PoolingRules
{
    public static void Max(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        Window window = Window.Of(node, x.Shape, null);
        bool ceiling = Ceiling(node, x.Shape, window);
        node.Emit(
            [x.Shape[0], x.Shape[1], .. window.Output(node, x.Shape, ceiling)],
            [x.Name],
            (v, _) => nn.functional.max_pool2d(window.Padded(v[0], double.NegativeInfinity), window.Kernel, window.Strides, window.Padding, window.Dilations, ceiling),
            (graph, names) => graph.Node("MaxPool", names, [.. window.Attributes, ("ceil_mode", ceiling ? 1 : 0)]));
    }

    public static void Average(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        Window window = Window.Of(node, x.Shape, null);
        Extent[] made = node.DeclaredShape(0) ?? x.Shape;
        if (!window.IsPadded && window.Kernel[0] == made[2].Count && window.Kernel[1] == made[3].Count)
        {
            // The whole image of the size the graph was made for; so it is meant for every size.
            GlobalAverage(node);
            return;
        }

        if (window.Dilations.Any(dilation => dilation != 1))
        {
            throw node.Wrong("average pooling with dilation is not supported");
        }

        bool ceiling = Ceiling(node, x.Shape, window);
        bool border = node.Integer("count_include_pad", 0) != 0 || !window.IsPadded;
        node.Emit(
            [x.Shape[0], x.Shape[1], .. window.Output(node, x.Shape, ceiling)],
            [x.Name],
            (v, _) => AveragePool(v[0], window, ceiling, border),
            (graph, names) => graph.Node("AveragePool", names, [.. window.PoolAttributes, ("ceil_mode", ceiling ? 1 : 0), ("count_include_pad", border ? 1 : 0)]));
    }

    public static void GlobalAverage(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        node.Emit([x.Shape[0], x.Shape[1], new(1), new(1)], [x.Name], (v, _) => v[0].mean([2, 3], keepdim: true), (graph, names) => graph.Node("GlobalAveragePool", names));
    }

    public static void GlobalMax(NodeReader node)
    {
        Activation x = node.Activation(0, rank: 4);
        node.Emit(
            [x.Shape[0], x.Shape[1], new(1), new(1)],
            [x.Name],
            (v, _) => v[0].amax(2, 3).unsqueeze(-1).unsqueeze(-1),
            (graph, names) => graph.Node("GlobalMaxPool", names));
    }

    public static void Mean(NodeReader node)
    {
        Activation x = node.Activation(0);
        long[] axes = [.. (node.IntegersOrInput("axes", 1) ?? throw node.Wrong("it takes the mean of everything")).Select(axis => (long)node.Axis(axis, x.Rank)).Order()];
        bool keep = node.Integer("keepdims", 1) != 0;
        if (axes.Any(axis => x.Shape[axis].PerImage))
        {
            throw node.Wrong("it takes the mean of several images");
        }

        IEnumerable<Extent> shape = x.Shape.Select((extent, i) => axes.Contains(i) ? new Extent(1) : extent).Where((_, i) => keep || !axes.Contains(i));
        bool isGlobal = x.Rank == 4 && axes.SequenceEqual([2L, 3L]);
        node.Emit(
            [.. shape],
            [x.Name],
            (v, _) => v[0].mean(axes, keep),
            (graph, names) => !isGlobal
                ? graph.Node("ReduceMean", names, ("axes", axes), ("keepdims", keep ? 1 : 0))
                : graph.Node("GlobalAveragePool", names) is var pooled && keep ? pooled : graph.Node("Flatten", [pooled], ("axis", 1)));
    }

    private static Tensor AveragePool(Tensor x, Window window, bool ceiling, bool border)
    {
        if (window.Pads[0] == window.Pads[2] && window.Pads[1] == window.Pads[3])
        {
            return nn.functional.avg_pool2d(x, window.Kernel, window.Strides, window.Padding, ceiling, border);
        }

        Tensor sums = nn.functional.avg_pool2d(window.Bordered(x, 0), window.Kernel, window.Strides, [0, 0], ceiling);
        if (border)
        {
            return sums;
        }

        // Pixels of the border do not count: divide by the share of real ones.
        Tensor real = window.Bordered(ones([1, 1, x.shape[2], x.shape[3]], device: x.device), 0);
        return sums.div(nn.functional.avg_pool2d(real, window.Kernel, window.Strides, [0, 0], ceiling));
    }

    // Where a last window would begin beyond the image, runtimes disagree.
    private static bool Ceiling(NodeReader node, Extent[] shape, Window window)
    {
        if (node.Integer("ceil_mode", 0) == 0)
        {
            return false;
        }

        Extent[] output = window.Output(node, shape, ceiling: true);
        for (int i = 0; i < 2; i++)
        {
            if ((output[i].Count - 1) * window.Strides[i] >= shape[2 + i].Count + window.Pads[i])
            {
                throw node.Wrong("with ceil_mode, its last window lies outside the image");
            }
        }

        return true;
    }
}
