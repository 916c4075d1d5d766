using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Models.Networks;

/// <summary>Layers that no network of the catalogue has, but a user's own may.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxLayerTests
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Makers = new()
    {
        ["ConvTranspose2d"] = () => ConvTranspose2d(3, 4, 3, stride: 2, padding: 1, output_padding: 1),
        ["GroupNorm"] = () => Sequential(Conv2d(3, 8, 1), GroupNorm(4, 8)),
        ["GroupNorm without weights"] = () => GroupNorm(1, 3, affine: false),
        ["LayerNorm of features"] = () => Sequential(Flatten(), Linear(3 * 12 * 12, 10), LayerNorm(10)),
        ["LayerNorm of maps"] = () => LayerNorm([3L, 12, 12]),
        ["LayerNorm without weights"] = () => LayerNorm([12L, 12], elementwise_affine: false),
        ["MaxPool2d, ceil_mode"] = () => MaxPool2d(3, stride: 2, ceil_mode: true),
        ["MaxPool2d dilated"] = () => MaxPool2d(3, stride: 1, dilation: 2),
        ["AdaptiveAvgPool2d 4x3"] = () => AdaptiveAvgPool2d((4, 3)),
        ["AdaptiveMaxPool2d 1"] = () => AdaptiveMaxPool2d([1L, 1]),
        ["AdaptiveMaxPool2d 2"] = () => AdaptiveMaxPool2d([2L, 2]),
        ["ZeroPad2d"] = () => ZeroPad2d((1, 2, 3, 4)),
        ["ConstantPad2d"] = () => ConstantPad2d((1, 0, 2, 0), 0.5),
        ["ReflectionPad2d"] = () => ReflectionPad2d((1, 2, 3, 4)),
        ["ReplicationPad2d"] = () => ReplicationPad2d((1, 2, 3, 4)),
        ["Upsample nearest"] = () => Upsample(scale_factor: [2.0, 3.0]),
        ["Upsample bilinear"] = () => Upsample(scale_factor: [2.0, 2.0], mode: UpsampleMode.Bilinear),
        ["Upsample bilinear, corners"] = () => Upsample(size: [18L, 24], mode: UpsampleMode.Bilinear, align_corners: true),
        ["Upsample bicubic"] = () => Upsample(scale_factor: [2.0, 2.0], mode: UpsampleMode.Bicubic),
        ["PixelShuffle"] = () => Sequential(Conv2d(3, 8, 1), PixelShuffle(2)),
        ["ChannelShuffle"] = () => Sequential(Conv2d(3, 6, 1), ChannelShuffle(3)),
        ["Unflatten"] = () => Sequential(Flatten(), Linear(3 * 12 * 12, 12), Unflatten(1, [3L, -1])),
        ["Flatten from 2"] = () => Flatten(2),
        ["Mish"] = () => Mish(),
        ["Hardtanh"] = () => Hardtanh(-0.5, 0.7),
        ["Softplus"] = () => Softplus(),
        ["Softplus, beta"] = () => Softplus(beta: 3),
        ["Softmax"] = () => Softmax(1),
        ["LogSoftmax"] = () => LogSoftmax(-1),
        ["AlphaDropout"] = () => AlphaDropout(0.3),
        ["FastDropout"] = () => new FastDropout(0.3),
        ["DropBlock"] = () => new DropBlock(3),
        ["Residual with shortcut"] = () => new Residual(Conv2d(3, 4, 3, stride: 2, padding: 1), Conv2d(3, 4, 1, stride: 2)),
    };

    public static TheoryData<string> Layers => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_computes_the_same_as_ONNX(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(3);
        Module<Tensor, Tensor> layer = Makers[name]();
        layer.eval();
        int features = (int)layer.call(zeros(1, 3, 12, 12)).flatten(1).shape[1];
        using var network = new CustomNetwork(Sequential(layer, Flatten(), Linear(features, 6)), "own", 6, 12, 12);
        OnnxExport.CheckWritable(network);
        ModelDescription description = Exported.Describe(6, 12, new Preprocessing(null, PixelNormalization.MinusOneToOne));
        byte[] pixels = Images.Random(5 * 3 * 12 * 12, seed: 9);
        var logits = new float[5 * 6];
        using var scorer = new OnnxImageScorer(OnnxExport.Export(network, description));
        scorer.Run(pixels, default, logits);
        Exported.AreClose(Exported.Logits(network, description, pixels), logits, 1e-4);
    }

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, string Why)> Refused = new()
    {
        ["a layer of one's own"] = (() => new Own(), "The layer Own at '0' cannot be delivered as ONNX: there is no rule for it."),
        ["uneven adaptive pooling"] = (() => AdaptiveAvgPool2d(5), "The layer AdaptiveAvgPool2d at '0' cannot be delivered as ONNX: it makes 5 x 5 of a map of 12 x 12"),
        ["a last window outside"] = (() => MaxPool2d(2, stride: 3, ceil_mode: true), "The layer MaxPool2d at '0' cannot be delivered as ONNX: with ceil_mode"),
        ["averaging with ceil_mode"] = (() => AvgPool2d(3, ceil_mode: true), "The layer AvgPool2d at '0' cannot be delivered as ONNX: ceil_mode"),
        ["enlarging beyond reason"] = (() => Upsample(scale_factor: [20.0, 20.0]), "The layer Upsample at '0' cannot be delivered as ONNX: it enlarges a map of 12 x 12 by 20 x 20"),
        ["an uneven factor"] = (() => Upsample(scale_factor: [1.3, 1.3]), "The layer Upsample at '0' cannot be delivered as ONNX: it enlarges"),
        ["mixing images"] = (() => Flatten(0), "The layer Flatten at '0' cannot be delivered as ONNX: it flattens dimensions 0 to -1"),
    };

    public static TheoryData<string> RefusedLayers => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(RefusedLayers))]
    public void What_cannot_be_written_is_named_before_training(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new CustomNetwork(Sequential(Refused[name].Make()), "own", 6, 12, 12);
        var error = Assert.Throws<UnsupportedLayerException>(() => OnnxExport.CheckWritable(network));
        Assert.StartsWith(Refused[name].Why, error.Message, StringComparison.Ordinal);
    }

    private sealed class Own() : Module<Tensor, Tensor>("own")
    {
        public override Tensor forward(Tensor input) => input;
    }
}
