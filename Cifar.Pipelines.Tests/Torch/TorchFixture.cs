using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Torch;

/// <summary>What PyTorch computed; written by benchmarks/peers/make_torch_fixtures.py.</summary>
static class TorchFixture
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "torch", name + ".json"))).RootElement;

    public static IEnumerable<string> Names(this JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    public static double[] Values(this JsonElement element) =>
        [.. element.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble())];

    public static long[] Shape(this JsonElement element) => [.. element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];

    public static Tensor ToTensor(this JsonElement element, ScalarType type = ScalarType.Float32) =>
        tensor(element.Values()).to_type(type).reshape(element.Shape());

    public static double[] Numbers(this Tensor value)
    {
        using var dense = value.detach().to_type(ScalarType.Float64).contiguous();
        return dense.data<double>().ToArray();
    }

    public static void AssertClose(JsonElement expected, Tensor actual, double tolerance = 2e-5)
    {
        Assert.Equal(expected.Shape(), actual.shape);
        AssertClose(expected.Values(), actual.Numbers(), tolerance);
    }

    public static void AssertClose(double[] expected, double[] actual, double tolerance = 2e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:g9}, got {actual[i]:g9}");
        }
    }
}
