using System.Text.Json;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Explanation;

[Collection(TorchTests.Name)]
public sealed class GradCamTests
{
    // By benchmarks/peers/make_gradcam_fixture.py.
    private static readonly JsonElement Fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "gradcam.json"))).RootElement;

    [Fact]
    public void Maps_equal_those_of_PyTorch()
    {
        using ImageNetwork network = Peer();
        using var ours = GradCam.Of(network);
        foreach (var @case in Fixture.GetProperty("cases").EnumerateArray())
        {
            var map = ours.Explain(NetworkFixture.Floats(@case.GetProperty("image")), @case.GetProperty("label").GetInt32());
            Assert.Equal(@case.GetProperty("peak").GetSingle(), map.Peak, 1e-6f);
            Exported.AreClose(NetworkFixture.Floats(@case.GetProperty("map")), map.Values.ToArray(), 1e-4);
        }
    }

    [Fact]
    public void The_ONNX_file_of_a_network_gives_the_same_maps()
    {
        using ImageNetwork network = Peer();
        var labels = new ClassLabels(["a", "b", "c", "d"]);
        var description = new ModelDescription(labels, new Preprocessing(null, PixelNormalization.None), network.Name, network.Height, network.Width);
        using var ours = GradCam.Of(network);
        using var imported = GradCam.Load(OnnxExport.Export(network, description));
        foreach (var @case in Fixture.GetProperty("cases").EnumerateArray())
        {
            float[] image = NetworkFixture.Floats(@case.GetProperty("image"));
            int label = @case.GetProperty("label").GetInt32();
            Exported.AreClose(ours.Explain(image, label).Values.ToArray(), imported.Explain(image, label).Values.ToArray(), 1e-4);
        }
    }

    [Theory]
    [InlineData("speed-net")]
    [InlineData("simple-cnn")]
    [InlineData("resnet18")]
    public void Networks_of_the_catalogue_can_be_explained_in_memory_and_as_files(string name)
    {
        random.manual_seed(3);
        using ImageNetwork network = NetworkCatalog.Find(name).Create(5, 32, 32);
        var description = new ModelDescription(new ClassLabels(["a", "b", "c", "d", "e"]), new Preprocessing(null, PixelNormalization.None), name, 32, 32);
        float[] image = [.. NetworkFixture.Formula(3 * 32 * 32, 9).Select(value => (float)value)];
        using var ours = GradCam.Of(network);
        using var imported = GradCam.Load(OnnxExport.Export(network, description));
        var maps = Enumerable.Range(0, 5).Select(label => (One: ours.Explain(image, label), Other: imported.Explain(image, label))).ToArray();
        Assert.Contains(maps, pair => pair.One.Peak > 0);
        Assert.All(maps, pair => Exported.AreClose(pair.One.Values.ToArray(), pair.Other.Values.ToArray(), 1e-3));
    }

    [Fact]
    public void A_network_is_left_as_it_was()
    {
        using ImageNetwork network = Peer();
        network.train();
        using var ours = GradCam.Of(network);
        ours.Explain(NetworkFixture.Floats(Fixture.GetProperty("cases")[0].GetProperty("image")));
        Assert.True(network.training);
        Assert.All(network.parameters(), weight => Assert.True(weight.grad is null && weight.requires_grad));
    }

    [Fact]
    public void Bad_input_is_refused_with_the_reason()
    {
        using ImageNetwork network = Peer();
        using var ours = GradCam.Of(network);
        float[] image = NetworkFixture.Floats(Fixture.GetProperty("cases")[0].GetProperty("image"));
        Assert.Contains("no class 4", Assert.Throws<ArgumentException>(() => ours.Explain(image, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("3 x 8 x 8", Assert.Throws<ArgumentException>(() => ours.Explain(image.AsSpan(1))).Message, StringComparison.Ordinal);
        using var foreign = Conv2d(3, 4, 3);
        Assert.Contains("not part of", Assert.Throws<ArgumentException>(() => GradCam.Of(network, foreign)).Message, StringComparison.Ordinal);
        using ImageNetwork flat = new CustomNetwork(Sequential(Flatten(), Linear(3 * 8 * 8, 4)), "flat", 4, 8, 8);
        Assert.Contains("no feature maps", Assert.Throws<ArgumentException>(() => GradCam.Of(flat)).Message, StringComparison.Ordinal);
        var description = new ModelDescription(new ClassLabels(["a", "b", "c", "d"]), new Preprocessing(null, PixelNormalization.None), "flat", 8, 8);
        byte[] file = OnnxExport.Export(flat, description);
        Assert.Contains("no feature maps", Assert.Throws<BackboneException>(() => GradCam.Load(file)).Message, StringComparison.Ordinal);
    }

    private static ImageNetwork Peer()
    {
        int side = Fixture.GetProperty("side").GetInt32(), classes = Fixture.GetProperty("classes").GetInt32();
        var network = new CustomNetwork(
            Sequential(Conv2d(3, 4, 3, padding: 1), ReLU(), Conv2d(4, 6, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten(), Linear(6 * (side / 2) * (side / 2), classes)),
            "peer", classes, side, side);
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (var (weight, values) in network.parameters().Zip(Fixture.GetProperty("weights").EnumerateArray()))
        {
            weight.copy_(tensor(NetworkFixture.Floats(values), weight.shape));
        }

        return network;
    }
}
