using Cifar.Models.Data;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models;

/// <summary>Networks in evaluation mode, and the same networks as ONNX.</summary>
internal static class Exported
{
    public static ModelDescription Describe(int classes, int side = 16, Preprocessing? preprocessing = null, double temperature = 1) => new(
        new ClassLabels([.. Enumerable.Range(0, classes).Select(i => $"class {i}")]),
        preprocessing ?? Preprocessing.Default,
        "test",
        side,
        side,
        temperature,
        DescriptionTests.Summary);

    /// <summary>Logits of the module itself for bytes that are preprocessed in C#.</summary>
    public static float[] Logits(nn.Module<Tensor, Tensor> network, ModelDescription description, byte[] pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        network.eval();
        int plane = description.Height * description.Width;
        PixelNormalization normalization = description.Preprocessing.Normalization;
        byte[] sharpened = description.Preprocessing.Sharpening?.Apply(pixels, description.Height, description.Width) ?? pixels;
        float[] values = [.. sharpened.Select((pixel, i) => (pixel - normalization.Offset[i / plane % 3]) * normalization.Scale[i / plane % 3])];
        Tensor input = tensor(values, new long[] { pixels.Length / (3 * plane), 3, description.Height, description.Width });
        return network.call(input).contiguous().data<float>().ToArray();
    }

    public static void AreClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.True(largest <= tolerance, $"largest difference {largest}, allowed {tolerance}");
    }
}
