namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Operators that summarise parts of a map, or all of it.</summary>
internal static class PoolingDerivatives
{
    public static void GlobalAverage(TailNode node, float[] gradient)
    {
        float[] x = node.Input(0).Numbers;
        int area = x.Length / gradient.Length;
        node.Give(0, () => [.. x.Select((_, i) => gradient[i / area] / area)]);
    }

    public static void GlobalMax(TailNode node, float[] gradient)
    {
        float[] x = node.Input(0).Numbers;
        int area = x.Length / gradient.Length;
        var passed = new float[x.Length];
        for (int channel = 0; channel < gradient.Length; channel++)
        {
            int start = channel * area;
            passed[Array.IndexOf(x, x[start..(start + area)].Max(), start, area)] = gradient[channel];
        }

        node.Give(0, () => passed);
    }

    public static void Max(TailNode node, float[] gradient)
    {
        float[] x = node.Input(0).Numbers;
        var passed = new float[x.Length];
        ForEachWindow(node, (output, places, _) => passed[places.MaxBy(place => x[place])] += gradient[output]);
        node.Give(0, () => passed);
    }

    public static void Average(TailNode node, float[] gradient)
    {
        if (node.Integer("ceil_mode", 0) != 0)
        {
            throw node.Wrong("runtimes disagree on averages with ceil_mode");
        }

        bool border = node.Integer("count_include_pad", 0) != 0;
        var passed = new float[node.Input(0).Numbers.Length];
        ForEachWindow(node, (output, places, size) => places.ForEach(place => passed[place] += gradient[output] / (border ? size : places.Count)));
        node.Give(0, () => passed);
    }

    /// <summary>Calls with the number of each output, the numbers of the inputs it was made of, and the size of a window.</summary>
    private static void ForEachWindow(TailNode node, Action<int, List<int>, int> visit)
    {
        if (node.Input(0).Shape is not [1, var channels, var height, var width] || node.Integers("kernel_shape") is not [var rows, var columns])
        {
            throw node.Wrong("it is no pooling of a map");
        }

        int[] strides = node.Integers("strides") ?? [1, 1], pads = node.Integers("pads") ?? [0, 0, 0, 0], steps = node.Integers("dilations") ?? [1, 1];
        if (node.HasText("auto_pad"))
        {
            throw node.Wrong("its border is left to the runtime");
        }

        int down = node.Output.Shape[2], across = node.Output.Shape[3];
        for (int output = 0; output < channels * down * across; output++)
        {
            int channel = output / (down * across), top = (output / across % down * strides[0]) - pads[0], left = (output % across * strides[1]) - pads[1];
            var places = new List<int>(rows * columns);
            for (int i = 0; i < rows * columns; i++)
            {
                int y = top + (i / columns * steps[0]), x = left + (i % columns * steps[1]);
                if (y >= 0 && y < height && x >= 0 && x < width)
                {
                    places.Add((((channel * height) + y) * width) + x);
                }
            }

            if (places.Count > 0)
            {
                visit(output, places, rows * columns);
            }
        }
    }
}
