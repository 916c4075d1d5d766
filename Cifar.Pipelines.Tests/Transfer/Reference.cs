using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>ONNX Runtime on the very same bytes, and random inputs.</summary>
internal static class Reference
{
    public static float[] Random(long[] shape, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    public static float[] Run(byte[] model, float[] input, long[] shape, string? output = null)
    {
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var results = session.Run(options, [session.InputMetadata.Keys.First()], [value], [output ?? session.OutputMetadata.Keys.First()]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public static float[] Run(nn.Module<Tensor, Tensor> module, float[] input, long[] shape)
    {
        module.eval();
        using IDisposable mode = no_grad();
        using Tensor x = tensor(input, shape);
        using Tensor y = module.call(x);
        using Tensor dense = y.contiguous();
        return dense.data<float>().ToArray();
    }

    public static void Near(float[] expected, float[] actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs), worst = expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance * (1 + largest), $"differ by {worst} of {largest}");
    }
}
