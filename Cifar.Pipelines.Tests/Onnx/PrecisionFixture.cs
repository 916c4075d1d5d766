using System.Text.Json;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Onnx;

/// <summary>A small network with every kind of layer that becomes integers, and what PyTorch's quantised arithmetic makes of it (benchmarks/peers/make_precision_fixtures.py).</summary>
internal static class PrecisionFixture
{
    private static readonly JsonElement Root = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "precision.json")));

    /// <summary>Pictures to learn ranges from.</summary>
    public static byte[] Learnt => Bytes("learnt");

    /// <summary>Other pictures.</summary>
    public static byte[] Tested => Bytes("tested");

    /// <summary>Logits of the other pictures in 32-bit floats.</summary>
    public static float[] Logits => Floats(Root.GetProperty("logits"));

    /// <summary>The same with weights of so many bits.</summary>
    public static float[] LogitsOf(int bits) => Floats(Root.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("bits").GetInt32() == bits).GetProperty("logits"));

    public static byte[] Model()
    {
        var norm = BatchNorm2d(12);
        using var network = Sequential(
            Conv2d(3, 8, 3, padding: 1), ReLU(), Conv2d(8, 16, 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(16, 12, 3, padding: 1, bias: false), norm, ReLU(),
            Flatten(), Linear(12 * 16, 16), ReLU(), Linear(16, 5));
        using (no_grad())
        {
            foreach (var (weight, values) in network.parameters().Zip(Root.GetProperty("weights").EnumerateArray()))
            {
                weight.copy_(tensor(Floats(values), weight.shape));
            }

            norm.running_mean!.copy_(tensor(Floats(Root.GetProperty("mean")), new long[] { 12 }));
            norm.running_var!.copy_(tensor(Floats(Root.GetProperty("variance")), new long[] { 12 }));
        }

        network.eval();
        return OnnxExport.Export(network, Exported.Describe(5, 8, new Preprocessing(null, PixelNormalization.ZeroToOne)));
    }

    private static byte[] Bytes(string name) => [.. Root.GetProperty(name).EnumerateArray().Select(value => value.GetByte())];

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetSingle())];
}
