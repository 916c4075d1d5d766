using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Augmentation;

/// <summary>What torchvision and SciPy computed; written by benchmarks/peers/make_augmentation_fixtures.py.</summary>
internal static class AugmentationFixture
{
    public static readonly JsonElement Torchvision = Read("torchvision"), References = Read("references");

    public static float[] Fill => [.. Torchvision.GetProperty("fill").EnumerateArray().Select(value => value.GetSingle())];

    /// <summary>The images that an operation was applied to, by which amounts, and the results; images are float32 [1, 3, H, W].</summary>
    public static IEnumerable<(Tensor Image, double Amount, Tensor Expected)> Cases(string operation)
    {
        foreach (JsonElement found in Torchvision.GetProperty("cases").EnumerateArray().Where(each => each.GetProperty("operation").GetString() == operation))
        {
            JsonElement image = Torchvision.GetProperty("images")[found.GetProperty("image").GetInt32()];
            long[] shape = [1, 3, image.GetProperty("height").GetInt32(), image.GetProperty("width").GetInt32()];
            float[] pixels = Array.ConvertAll(image.GetProperty("pixels").GetBytesFromBase64(), pixel => (float)pixel);
            ushort[] expected = MemoryMarshal.Cast<byte, ushort>(found.GetProperty("expected").GetBytesFromBase64()).ToArray();
            yield return (tensor(pixels, shape), found.GetProperty("amount").GetDouble(), tensor(Array.ConvertAll(expected, value => value / 256f), shape));
        }
    }

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetDouble())];

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "augmentation", name + ".json"))).RootElement;
}
