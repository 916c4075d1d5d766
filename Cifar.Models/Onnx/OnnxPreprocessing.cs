namespace Cifar.Models.Onnx;

/// <summary>Sharpening and normalisation as ONNX nodes that give the same numbers as the C# code.</summary>
internal static class OnnxPreprocessing
{
    public static string Write(OnnxGraphBuilder graph, Preprocessing preprocessing, int height, int width, string pixels)
    {
        string x = pixels;
        if (preprocessing.Sharpening is { } kernel)
        {
            if (Math.Min(height, width) <= kernel.Radius)
            {
                throw new NotSupportedException(
                    $"An ONNX graph cannot mirror the border of a {height} x {width} image for a kernel of size {kernel.Size}; " +
                    $"both sides must be more than {kernel.Radius} pixels.");
            }

            x = Sharpen(graph, kernel, x);
        }

        return Normalize(graph, preprocessing.Normalization, x);
    }

    /// <summary>All sums are multiples of 1/divisor below 2^24 of them, so every float operation is exact in any order.</summary>
    private static string Sharpen(OnnxGraphBuilder graph, SharpeningKernel kernel, string x)
    {
        int radius = kernel.Radius, channels = PixelNormalization.Channels;
        float[] weights = [.. kernel.Weights.Select(weight => (float)weight / kernel.Divisor)];
        string weight = graph.Constant([.. Enumerable.Repeat(weights, channels).SelectMany(w => w)], channels, 1, kernel.Size, kernel.Size);
        string padded = graph.Node("Pad", [x, graph.Constant([0, 0, radius, radius, 0, 0, radius, radius])], ("mode", "reflect"));
        string sums = graph.Node("Conv", [padded, weight], ("group", channels), ("kernel_shape", new long[] { kernel.Size, kernel.Size }));
        string sharpened = graph.Clamp(graph.Node("Round", [sums]), 255);
        if (kernel.Threshold == 0)
        {
            return sharpened;
        }

        // |sum - pixel| counted in 1/divisors is an integer: one less than the threshold makes 0 or less, the threshold 1 or more.
        string steps = graph.Node("Mul", [graph.Node("Abs", [graph.Node("Sub", [sums, x])]), graph.Constant([(float)kernel.Divisor], 1)]);
        string beyond = graph.Node("Sub", [steps, graph.Constant([kernel.Threshold - 1f], 1)]);
        string mask = graph.Clamp(beyond, 1);
        return graph.Node("Add", [x, graph.Node("Mul", [mask, graph.Node("Sub", [sharpened, x])])]);
    }

    private static string Normalize(OnnxGraphBuilder graph, PixelNormalization normalization, string x)
    {
        if (normalization.Offset.Any(offset => offset != 0))
        {
            x = graph.Node("Sub", [x, graph.Constant([.. normalization.Offset], PixelNormalization.Channels, 1, 1)]);
        }

        return normalization.Scale.All(scale => scale == 1)
            ? x
            : graph.Node("Mul", [x, graph.Constant([.. normalization.Scale], PixelNormalization.Channels, 1, 1)]);
    }
}
