using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Networks;

[Collection(TorchTests.Name)]
public sealed class EveryNetworkTests
{
    private const int Side = 16;

    // Narrow and shallow members of each family: the same code, in a fraction of the time.
    private static readonly Dictionary<string, Func<ImageNetwork>> Small = new()
    {
        ["simple-cnn"] = () => new SimpleCnn(6, Side, Side),
        ["three-conv-cnn"] = () => new ThreeConvCnn(6, Side, Side),
        ["depthwise-cnn"] = () => new DepthwiseCnn(6, Side, Side),
        ["dropblock-resnet"] = () => new DropBlockResNet(6, Side, Side, widthFactor: 1.0 / 16),
        ["wrn-10-1"] = () => new WideResNet(10, 1, 6, Side, Side, dropout: 0.3),
        ["wrn-16-2"] = () => new WideResNet(16, 2, 6, Side, Side),
        ["fine+coarse"] = () => new HierarchicalNetwork(new WideResNet(10, 1, 9, Side, Side), [0, 1, 2, 0, 1, 1]),
        ["own"] = () => new CustomNetwork(nn.Sequential(nn.Conv2d(3, 4, 3), new Residual(nn.Conv2d(4, 4, 1)), nn.Flatten(), nn.Linear(4 * 14 * 14, 6)), "own", 6, Side, Side),
    };

    private static readonly Dictionary<string, Func<ImageNetwork>> Large = new()
    {
        ["vanilla-cnn"] = () => new VanillaCnn(6, Side, Side),
        ["six-conv-cnn"] = () => new SixConvCnn(6, Side, Side),
        ["resnet18"] = () => new ResNet(18, 6, Side, Side),
        ["resnet34"] = () => new ResNet(34, 6, Side, Side),
        ["resnet50"] = () => new ResNet(50, 6, Side, Side),
        ["wrn-28-10"] = () => new WideResNet(28, 10, 6, Side, Side),
        ["dropblock-resnet"] = () => new DropBlockResNet(6, Side, Side),
        ["efficientnet-b0"] = () => new EfficientNetB0(6, Side, Side),
    };

    public static TheoryData<string> SmallNames => [.. Small.Keys];

    public static TheoryData<string> LargeNames => [.. Large.Keys];

    [Theory]
    [MemberData(nameof(SmallNames))]
    public void A_network_computes_the_same_as_ONNX_and_learns_with_every_weight(string name) => Check(Small[name]);

    [Theory]
    [MemberData(nameof(LargeNames))]
    [Trait("Category", "Slow")]
    public void A_large_network_computes_the_same_as_ONNX_and_learns_with_every_weight(string name) => Check(Large[name]);

    [Theory]
    [InlineData("vanilla-cnn", 24, "multiples of 16")]
    [InlineData("depthwise-cnn", 8, "multiples of 16")]
    [InlineData("dropblock-resnet", 40, "multiples of 16")]
    [InlineData("six-conv-cnn", 12, "multiples of 8")]
    [InlineData("three-conv-cnn", 4, "multiples of 8")]
    [InlineData("resnet18", 7, "at least 8")]
    [InlineData("wrn-16-4", 3, "at least 4")]
    [InlineData("efficientnet-b0", 7, "at least 8")]
    [InlineData("vgg16", 31, "at least 32")]
    public void A_size_that_a_network_cannot_take_is_named_with_those_it_can(string name, int side, string what)
    {
        var error = Assert.Throws<ArgumentException>(() => NetworkCatalog.Find(name).Create(10, side, side));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{side} x {side}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depths_and_widths_that_do_not_exist_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet(19, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WideResNet(17, 4, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WideResNet(16, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlockResNet(10, widthFactor: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropBlockResNet(10, widthFactor: double.NaN));
        var error = Assert.Throws<ArgumentException>(() => NetworkCatalog.Find("simple-cnn").Build(new() { Width = 0.5 }, 10, null));
        Assert.Equal("simple-cnn has no width that could be 0.5. Networks with a width: dropblock-resnet.", error.Message);
        Assert.Throws<ArgumentException>(() => new NetworkSettings { Width = 0 });
        Assert.Throws<ArgumentException>(() => new NetworkSettings { Width = 9 });
    }

    [Fact]
    public void Residual_networks_take_other_sizes_than_they_were_made_for()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new WideResNet(10, 1, 6);
        Assert.True(network.TakesOtherSizes);
        Assert.Equal([2L, 6], network.call(zeros(2, 3, 20, 24)).shape);
    }

    private static void Check(Func<ImageNetwork> create)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(5);
        using ImageNetwork network = create();
        foreach (NormBase normalization in network.modules().OfType<NormBase>())
        {
            using IDisposable mode = no_grad();
            normalization.running_mean!.normal_(0, 0.3);
            normalization.running_var!.uniform_(0.5, 1.5);
            normalization.weight.uniform_(0.5, 1.5);
            normalization.bias!.normal_(0, 0.3);
        }

        OnnxExport.CheckWritable(network);
        ModelDescription description = Describe(network);
        byte[] pixels = Images.Random(3 * 3 * Side * Side, seed: 9);
        var logits = new float[3 * network.Classes];
        using (var scorer = new OnnxImageScorer(OnnxExport.Export(network, description)))
        {
            scorer.Run(pixels, default, logits);
        }

        // Random statistics let the logits of deep networks grow to hundreds.
        float[] expected = Exported.Logits(network, description, pixels);
        Exported.AreClose(expected, logits, 1e-4 * Math.Max(1, expected.Max(Math.Abs)));

        network.train();
        Tensor loss = nn.functional.cross_entropy(network.call(randn(4, 3, Side, Side)), tensor(new long[] { 0, 1, 2, 3 }));
        loss.backward();
        foreach (var (name, parameter) in network.named_parameters())
        {
            Tensor gradient = parameter.grad ?? throw new InvalidOperationException($"{name} has no gradient.");
            Assert.True(gradient.abs().sum().item<float>() > 0, $"the gradient of {name} is 0");
        }
    }

    private static ModelDescription Describe(ImageNetwork network)
    {
        ModelDescription description = Exported.Describe(network.Classes, Side, new Preprocessing(null, PixelNormalization.MinusOneToOne));
        return network is HierarchicalNetwork hierarchical
            ? description with { Labels = new(description.Labels.Fine, [.. Enumerable.Range(0, hierarchical.Superclasses).Select(i => $"group {i}")], hierarchical.CoarseOfFine) }
            : description;
    }
}
