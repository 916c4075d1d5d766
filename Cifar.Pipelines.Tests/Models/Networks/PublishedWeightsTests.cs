using System.Text.Json;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Transfer;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

/// <summary>EfficientNet-B0 and VGG16 against torchvision's with the same weights, and the names under which weights are published.</summary>
[Collection(TorchTests.Name)]
public sealed class PublishedWeightsTests : IDisposable
{
    private const int Classes = 1000;
    private const int EveryClass = 50;

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void EfficientNet_B0_is_torchvisions() => IsTorchvisions("efficientnet-b0");

    [Fact]
    [Trait("Category", "Slow")]
    public void Vgg16_is_torchvisions() => IsTorchvisions("vgg16");

    [Theory]
    [InlineData("efficientnet-b0")]
    [InlineData("vgg16")]
    public void Every_name_of_timm_is_one_of_torchvision(string name)
    {
        string[] own = [.. Published(name).GetProperty("tensors").EnumerateArray().Select(entry => NameOf(entry))];
        IEnumerable<string> timm = name == "vgg16" ? VggOfTimm() : EfficientNetOfTimm();
        Func<string, string> map = name == "vgg16" ? VggNames.FromTimm : EfficientNetNames.FromTimm;
        Assert.Equal(own.Where(one => !one.Contains("running_", StringComparison.Ordinal)), timm.Select(map));
        Assert.Equal(own, own.Select(map));
    }

    [Fact]
    public void Weights_under_timms_names_make_the_same_network()
    {
        using var source = new EfficientNetB0(7);
        using var target = new EfficientNetB0(7);
        Dictionary<string, Tensor> weights = source.state_dict();
        var own = weights.Keys.Where(name => !name.Contains("num_batches", StringComparison.Ordinal) && !name.Contains("running_", StringComparison.Ordinal));
        var renamed = own.Zip(EfficientNetOfTimm()).ToDictionary(pair => pair.First, pair => pair.Second);

        // Statistics go by the name of their layer; the counters are left out, as some files do.
        foreach (string name in weights.Keys.Where(name => name.Contains("running_", StringComparison.Ordinal)))
        {
            int dot = name.LastIndexOf('.');
            renamed[name] = renamed[name[..dot] + ".weight"][..^".weight".Length] + name[dot..];
        }

        SafeTensors.Write(folder["timm.safetensors"], renamed.ToDictionary(pair => pair.Value, pair => weights[pair.Key]));
        target.LoadWeights(folder["timm.safetensors"]);
        Assert.All(source.state_dict().Zip(target.state_dict()), pair => Assert.True(pair.First.Value.eq(pair.Second.Value).all().item<bool>(), pair.First.Key));
    }

    [Fact]
    public void Weights_for_another_number_of_classes_are_refused_by_name()
    {
        using var source = new EfficientNetB0(7);
        using var target = new EfficientNetB0(8);
        source.SaveWeights(folder["seven.safetensors"]);
        string message = Assert.Throws<ArgumentException>(() => target.LoadWeights(folder["seven.safetensors"])).Message;
        Assert.Contains("classifier.1.weight (Float32 [7, 1280] instead of Float32 [8, 1280])", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_written_as_ONNX_is_a_backbone_for_other_sizes_too()
    {
        random.manual_seed(2);
        using var network = new EfficientNetB0(7, 64, 64);
        network.eval();
        byte[] file = OnnxExport.ExportWithoutPreprocessing(network, Exported.Describe(7, 64));
        var backbone = new Backbone(folder.Write(file, "b0.onnx"), "b0", PixelNormalization.ImageNet);
        using OnnxModule features = backbone.Load(96, 96);
        Assert.Equal([1280], features.OutputShape);
        Assert.InRange(features.Blocks.Count, 10, 25);
        float[] x = Reference.Random([1, 3, 96, 96]);
        using Tensor logits = nn.functional.linear(tensor(Reference.Run(features, x, [1, 3, 96, 96]), new long[] { 1, 1280 }), network.get_parameter("classifier.1.weight")!, network.get_parameter("classifier.1.bias")!);
        Reference.Near(Reference.Run(network, x, [1, 3, 96, 96]), logits.data<float>().ToArray());
    }

    [Fact]
    public void Stochastic_depth_drops_whole_images_and_keeps_the_mean()
    {
        random.manual_seed(1);
        using var layer = new StochasticDepth(0.25);
        Tensor kept = layer.call(ones(4000, 2, 3, 3));
        Assert.Equal(0, kept.std([1, 2, 3], unbiased: false).max().item<float>());
        Assert.InRange(kept.mean().item<float>(), 0.96, 1.04);
        layer.eval();
        Assert.Equal(1, layer.call(ones(4, 2, 3, 3)).min().item<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticDepth(1));
    }

    private static void IsTorchvisions(string name)
    {
        JsonElement published = Published(name);
        int side = published.GetProperty("side").GetInt32();
        using ImageNetwork network = NetworkCatalog.Create(name, Classes, side, side);
        Assert.Equal(published.GetProperty("count").GetInt64(), network.CountParameters());
        var own = network.named_parameters().Select(pair => (pair.name, pair.parameter.shape))
            .Concat(network.named_buffers().Where(pair => pair.buffer.dtype == ScalarType.Float32).Select(pair => (pair.name, pair.buffer.shape)));
        Assert.Equal(published.GetProperty("tensors").EnumerateArray().Select(entry => entry.GetString()!), own.Select(one => string.Join(' ', [one.name, .. one.shape])));

        NetworkFixture.Fill(network);
        network.eval();
        float[] x = [.. NetworkFixture.Formula(2L * 3 * side * side, 77).Select(value => (float)value)];
        Exported.AreClose(NetworkFixture.Floats(published.GetProperty("logits")), Some(Reference.Run(network, x, [2, 3, side, side])), 1e-4);

        ModelDescription description = Exported.Describe(Classes, side, new Preprocessing(null, PixelNormalization.ZeroToOne));
        float[] written = Reference.Run(OnnxExport.Export(network, description), [.. x.Select(value => value * 255)], [2, 3, side, side], OnnxExport.LogitsOutput);
        Exported.AreClose(NetworkFixture.Floats(published.GetProperty("logits")), Some(written), 1e-3);
    }

    private static JsonElement Published(string name) => NetworkFixture.Root.GetProperty("published").GetProperty(name);

    private static float[] Some(float[] logits) => [.. logits.Where((_, i) => i % Classes % EveryClass == 0)];

    private static string NameOf(JsonElement entry) => entry.GetString()!.Split(' ')[0];

    /// <summary>Weights in the order of timm's modules, written down from its definition of the network: no part of ours.</summary>
    private static IEnumerable<string> EfficientNetOfTimm()
    {
        List<string> names = ["conv_stem.weight", .. Norm("bn1")];
        int[] blocks = [1, 2, 2, 3, 3, 4, 1];
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int i = 0; i < blocks[stage]; i++)
            {
                string at = $"blocks.{stage}.{i}.";
                string[] gates = [at + "se.conv_reduce.weight", at + "se.conv_reduce.bias", at + "se.conv_expand.weight", at + "se.conv_expand.bias"];
                names.AddRange(stage == 0
                    ? [at + "conv_dw.weight", .. Norm(at + "bn1"), .. gates, at + "conv_pw.weight", .. Norm(at + "bn2")]
                    : [at + "conv_pw.weight", .. Norm(at + "bn1"), at + "conv_dw.weight", .. Norm(at + "bn2"), .. gates, at + "conv_pwl.weight", .. Norm(at + "bn3")]);
            }
        }

        return [.. names, "conv_head.weight", .. Norm("bn2"), "classifier.weight", "classifier.bias"];
    }

    private static IEnumerable<string> VggOfTimm() =>
        new[] { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28 }.Select(i => $"features.{i}").Concat(["pre_logits.fc1", "pre_logits.fc2", "head.fc"])
            .SelectMany(layer => new[] { layer + ".weight", layer + ".bias" });

    private static string[] Norm(string layer) => [layer + ".weight", layer + ".bias"];
}
