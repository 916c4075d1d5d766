using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Models;

[Collection(TorchTests.Name)]
public sealed class OnnxExportTests
{
    public static TheoryData<string> Layers => [.. Makers.Keys];

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Makers = new()
    {
        ["Conv2d 3x3"] = () => Conv2d(3, 4, 3, padding: 1),
        ["Conv2d without bias, strided"] = () => Conv2d(3, 4, 3, stride: 2, padding: 1, bias: false),
        ["Conv2d dilated"] = () => Conv2d(3, 4, 3, dilation: 2),
        ["Conv2d depthwise, oblong"] = () => Conv2d(3, 6, (3, 5), padding: (1, 2), groups: 3),
        ["Conv2d same"] = () => Conv2d(3, 4, 4, Padding.Same),
        ["Conv2d valid"] = () => Conv2d(3, 4, 4, Padding.Valid),
        ["BatchNorm2d"] = () => BatchNorm2d(3),
        ["BatchNorm2d without weights"] = () => BatchNorm2d(3, affine: false),
        ["BatchNorm1d"] = () => Sequential(Flatten(), Linear(3 * 16 * 16, 5), BatchNorm1d(5)),
        ["MaxPool2d 2"] = () => MaxPool2d(2),
        ["MaxPool2d 3, stride 2, padded"] = () => MaxPool2d(3, stride: 2, padding: 1),
        ["AvgPool2d 2"] = () => AvgPool2d(2),
        ["AvgPool2d 3, padded"] = () => AvgPool2d(3, stride: 2, padding: 1),
        ["AvgPool2d, padding not counted"] = () => AvgPool2d(3, 2, 1, count_include_pad: false),
        ["AdaptiveAvgPool2d 1"] = () => AdaptiveAvgPool2d(1),
        ["ReLU"] = () => ReLU(),
        ["ReLU6"] = () => Sequential(Conv2d(3, 40, 1), ReLU6()),
        ["LeakyReLU"] = () => LeakyReLU(0.2),
        ["ELU"] = () => ELU(),
        ["Sigmoid"] = () => Sigmoid(),
        ["Tanh"] = () => Tanh(),
        ["SiLU"] = () => SiLU(),
        ["GELU"] = () => GELU(),
        ["GELU with tanh"] = () => GELU(TorchSharp.Modules.GELU.Approximate.tanh),
        ["Hardswish"] = () => Hardswish(),
        ["Hardsigmoid"] = () => Hardsigmoid(),
        ["Identity"] = () => Identity(),
        ["Dropout"] = () => Sequential(Dropout(0.5), Dropout2d(0.5)),
        ["Linear without bias"] = () => Sequential(Flatten(), Linear(3 * 16 * 16, 7, false)),
        ["nothing"] = () => Sequential(),
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_computes_the_same_as_ONNX(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        Module<Tensor, Tensor> layer = Makers[name]();
        WarmUp(layer, 16);
        using DisposeScope inner = NewDisposeScope();
        int features = (int)layer.call(zeros(new long[] { 2, 3, 16, 16 })).flatten(1).shape[1];
        bool flat = layer.call(zeros(new long[] { 2, 3, 16, 16 })).shape.Length == 2;
        using Module<Tensor, Tensor> network = flat ? Sequential(layer, Linear(features, 6)) : Sequential(layer, Flatten(), Linear(features, 6));
        Check(network, Exported.Describe(6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_random_network_computes_the_same_as_ONNX(int seed)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(seed);
        using Module<Tensor, Tensor> network = RandomNetwork(new Random(seed));
        WarmUp(network, 24);
        Check(network, Exported.Describe(9, 24, new Preprocessing(seed % 2 == 0 ? SharpeningKernel.Default : null, PixelNormalization.Cifar100)));
    }

    [Fact]
    public void SimpleCnn_computes_the_same_as_ONNX_to_1e_4()
    {
        random.manual_seed(0);
        using var network = new SimpleCnn(100);
        Check(network, Exported.Describe(100, 32, new Preprocessing(SharpeningKernel.Default, PixelNormalization.MinusOneToOne)));
    }

    [Fact]
    public void Temperature_softens_the_probabilities_and_leaves_the_logits()
    {
        random.manual_seed(0);
        using var network = new SimpleCnn(10, 16, 16);
        ModelDescription description = Exported.Describe(10, temperature: 2.5);
        byte[] pixels = Images.Random(4 * 3 * 16 * 16, seed: 1);
        float[] logits = Exported.Logits(network, description, pixels);
        using var scorer = new OnnxImageScorer(OnnxExport.Export(network, description));
        Exported.AreClose([.. logits.Chunk(10).SelectMany(row => row.Select(x => MathF.Exp(x / 2.5f) / row.Sum(y => MathF.Exp(y / 2.5f))))], scorer.Score(pixels), 1e-6);
    }

    [Fact]
    public void Without_preprocessing_the_graph_takes_features_under_the_names_it_is_given()
    {
        random.manual_seed(0);
        using var network = new SimpleCnn(10, 16, 16);
        ModelDescription description = Exported.Describe(10, preprocessing: new Preprocessing(SharpeningKernel.Default, PixelNormalization.ImageNet));
        byte[] pixels = Images.Random(4 * 3 * 16 * 16, seed: 1);
        using var whole = new OnnxImageScorer(OnnxExport.Export(network, description));
        using var bare = new OnnxImageScorer(OnnxExport.ExportWithoutPreprocessing(network, description, "Features", "Score"));
        float[] features = [.. SharpeningKernel.Default.Apply(pixels, 16, 16).Select((pixel, i) =>
            (pixel - PixelNormalization.ImageNet.Offset[i / 256 % 3]) * PixelNormalization.ImageNet.Scale[i / 256 % 3])];
        Exported.AreClose(whole.Score(pixels), bare.Score(features), 1e-6);
        Assert.False(bare.TakesPixels);
        Assert.Throws<InvalidOperationException>(() => bare.Score(pixels));
        Assert.Throws<ArgumentException>(() => OnnxExport.ExportWithoutPreprocessing(network, description, "x", "x"));
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes()
    {
        random.manual_seed(0);
        using var network = new SimpleCnn(10, 16, 16);
        ModelDescription description = Exported.Describe(10, preprocessing: new Preprocessing(SharpeningKernel.Default, PixelNormalization.ImageNet));
        Assert.Equal(OnnxExport.Export(network, description), OnnxExport.Export(network, description));
    }

    [Fact]
    public void The_description_travels_in_the_file()
    {
        using var network = new SimpleCnn(10, 16, 16);
        ModelDescription description = Exported.Describe(10, preprocessing: new Preprocessing(SharpeningKernel.FromGaussian(2, 1), PixelNormalization.ImageNet), temperature: 1.5);
        using var scorer = new OnnxImageScorer(OnnxExport.Export(network, description));
        Assert.Equal(description.ToJson(), scorer.Description.ToJson());
    }

    [Fact]
    public void A_layer_without_a_rule_is_named_with_its_place_before_training()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(("stem", Conv2d(3, 4, 3)), ("body", Sequential(ReLU(), new Unknown())));
        var error = Assert.Throws<UnsupportedLayerException>(() => OnnxExport.Verify(network, Exported.Describe(4)));
        Assert.Equal(
            "The layer Unknown at 'body.1' cannot be delivered as ONNX: there is no rule for it. Use built-in layers in a Sequential, or let the module implement IOnnxLayer.",
            error.Message);
    }

    [Fact]
    public void A_layer_with_an_unsupported_setting_is_named()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(MaxPool2d(2, stride: 3, ceil_mode: true), Flatten());
        var error = Assert.Throws<UnsupportedLayerException>(() => OnnxExport.Export(network, Exported.Describe(4)));
        Assert.Equal("The layer MaxPool2d at '0' cannot be delivered as ONNX: with ceil_mode, the padding and the stride together may be no more than the kernel.", error.Message);
    }

    [Fact]
    public void Verification_leaves_a_sound_network_as_it_is_and_finds_a_wrong_one()
    {
        random.manual_seed(0);
        using var network = new SimpleCnn(10, 16, 16);
        OnnxExport.Verify(network, Exported.Describe(10));
        Assert.True(network.training);
        Assert.Throws<UnsupportedLayerException>(() => OnnxExport.Verify(network, Exported.Describe(11)));

        using var liar = new Liar();
        var error = Assert.Throws<UnsupportedLayerException>(() => OnnxExport.Verify(liar, Exported.Describe(4)));
        Assert.Contains("the written network gives", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_too_small_to_mirror_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(Flatten(), Linear(12, 2));
        Assert.Throws<NotSupportedException>(() => OnnxExport.Export(network, Exported.Describe(2, 2, new Preprocessing(SharpeningKernel.Default, PixelNormalization.None))));
    }

    private static void Check(Module<Tensor, Tensor> network, ModelDescription description)
    {
        int classes = description.Labels.Fine.Count;
        byte[] pixels = Images.Random(5 * 3 * description.Height * description.Width, seed: 9);
        var logits = new float[5 * classes];
        using var scorer = new OnnxImageScorer(OnnxExport.Export(network, description));
        scorer.Run(pixels, default, logits);
        Exported.AreClose(Exported.Logits(network, description, pixels), logits, 1e-4);
    }

    /// <summary>Gives running statistics something to differ from 0 and 1 by.</summary>
    private static void WarmUp(Module<Tensor, Tensor> network, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        network.train();
        network.call(randn(new long[] { 8, 3, side, side }));
        network.eval();
    }

    private static Module<Tensor, Tensor> RandomNetwork(Random random)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        long channels = 3;
        for (int i = random.Next(2, 5); i > 0; i--)
        {
            long next = random.Next(1, 5) * 4;
            layers.Add(Conv2d(channels, next, random.Next(1, 3) * 2 - 1, stride: random.Next(1, 3), padding: 1, bias: random.Next(2) == 0));
            layers.Add(BatchNorm2d(next));
            layers.Add(random.Next(4) switch { 0 => ReLU(), 1 => GELU(), 2 => SiLU(), _ => LeakyReLU() });
            layers.Add(Dropout(0.3));
            channels = next;
        }

        layers.Add(AdaptiveAvgPool2d(1));
        layers.Add(Flatten());
        layers.Add(Linear(channels, 9));
        return Sequential(layers.ToArray());
    }

    private sealed class Unknown() : Module<Tensor, Tensor>("unknown")
    {
        public override Tensor forward(Tensor input) => input;
    }

    private sealed class Liar : Module<Tensor, Tensor>, IOnnxLayer
    {
        private readonly Module<Tensor, Tensor> body = Sequential(Flatten(), Linear(768, 4));

        public Liar() : base("liar") => RegisterComponents();

        public override Tensor forward(Tensor input) => body.call(input) + 1;

        public string WriteOnnx(OnnxGraphBuilder graph, string input) => graph.Add(body, input);
    }
}
