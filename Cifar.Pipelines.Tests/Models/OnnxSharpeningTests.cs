using Cifar.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Pipelines.Tests.Models;

public sealed class OnnxSharpeningTests
{
    public static TheoryData<int> Kernels => [.. Enumerable.Range(0, All.Length)];

    private static readonly SharpeningKernel[] All =
    [
        SharpeningKernel.Default,
        SharpeningKernel.FromGaussian(1, 0.8, 0.5),
        SharpeningKernel.FromGaussian(2, 1, 1, 10),
        SharpeningKernel.FromGaussian(3, 2, 10, 2.5),
        SharpeningKernel.FromGaussian(16, 8, 3, 1),
    ];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Sharpening_in_the_graph_equals_sharpening_in_memory_bit_for_bit(int kernel)
    {
        const int Height = 33, Width = 40, Count = 4;
        byte[] pixels = Images.Random(Count * 3 * Height * Width, seed: 3);
        pixels.AsSpan(0, 1000).Fill(255);
        pixels.AsSpan(2000, 3000).Clear();
        byte[] expected = All[kernel].Apply(pixels, Height, Width);
        float[] actual = Run(new Preprocessing(All[kernel], PixelNormalization.None), pixels, Height, Width);
        Assert.Equal([.. expected.Select(pixel => (float)pixel)], actual);
    }

    [Fact]
    public void Normalisation_in_the_graph_equals_the_formula_bit_for_bit()
    {
        byte[] pixels = Images.Random(3 * 8 * 8, seed: 4);
        PixelNormalization cifar = PixelNormalization.Cifar100;
        float[] expected = [.. pixels.Select((pixel, i) => (pixel - cifar.Offset[i / 64]) * cifar.Scale[i / 64])];
        Assert.Equal(expected, Run(new Preprocessing(null, cifar), pixels, 8, 8));
    }

    private static float[] Run(Preprocessing preprocessing, byte[] pixels, int height, int width)
    {
        using var session = new InferenceSession(PreprocessingGraph.Write(preprocessing, height, width, "pixels", "features"));
        using var options = new RunOptions();
        float[] values = [.. pixels.Select(pixel => (float)pixel)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, [pixels.Length / (3 * height * width), 3, height, width]);
        using var outputs = session.Run(options, ["pixels"], [input], ["features"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
