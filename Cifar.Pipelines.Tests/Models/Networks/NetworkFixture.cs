using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

/// <summary>Numbers from PyTorch and torchvision, made by benchmarks/peers/make_network_fixtures.py, and the formula that both sides fill weights by.</summary>
internal static class NetworkFixture
{
    public static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "networks", "networks.json"))).RootElement;

    public static (long Parameters, long MultiplyAdds) Size(string network)
    {
        JsonElement size = Root.GetProperty("sizes").GetProperty(network);
        return (size.GetProperty("parameters").GetInt64(), size.GetProperty("multiplyAdds").GetInt64());
    }

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    public static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    public static double[] Formula(long count, long salt)
    {
        var values = new double[count];
        for (long j = 0; j < count; j++)
        {
            values[j] = (((j * 7919) + (salt * 104729) + (j * j % 10007 * 31)) % 2001 - 1000) / 1000.0;
        }

        return values;
    }

    public static void Fill(nn.Module network)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (var (i, parameter) in network.parameters().Index())
        {
            long count = parameter.numel();
            double scale = Math.Sqrt(3.0 / (count / parameter.shape[0]));
            parameter.copy_(Shaped([.. Formula(count, i + 1).Select(value => (float)(parameter.shape.Length > 1 ? value * scale : 1 + (value / 4)))], parameter.shape));
        }

        foreach (var (i, buffer) in network.buffers().Where(buffer => buffer.dtype == ScalarType.Float32).Index())
        {
            buffer.copy_(Shaped([.. Formula(buffer.numel(), 1000 + i).Select(value => (float)(i % 2 == 0 ? value / 4 : 1 + (value / 2)))], buffer.shape));
        }
    }

    public static Tensor Shaped(float[] values, params long[] shape) => tensor(values, shape);
}
