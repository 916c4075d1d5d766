using Cifar.Models;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.ActivationMaps;
using Cifar.Models.Onnx.Import;
using Cifar.Pipelines.Explanation;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Explanation;

/// <summary>Maps by ONNX Runtime and our own derivatives against those by TorchSharp and its own.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxGradCamTests
{
    private const int Classes = 5;

    [Theory]
    [InlineData("speed-net", 32)]
    [InlineData("simple-cnn", 32)]
    [InlineData("three-conv-cnn", 32)]
    [InlineData("vanilla-cnn", 32)]
    [InlineData("wrn-16-4", 16)]
    public void A_network_of_the_catalogue_gets_the_same_maps_without_libtorch(string name, int side) => Check(() => NetworkCatalog.Create(name, Classes, side, side));

    [Theory]
    [InlineData("depthwise-cnn", 32)]
    [InlineData("six-conv-cnn", 16)]
    [InlineData("resnet18", 16)]
    [InlineData("dropblock-resnet", 32)]
    [InlineData("resnet34", 16)]
    [InlineData("resnet50", 16)]
    [InlineData("wrn-28-10", 16)]
    [Trait("Category", "Slow")]
    public void A_large_network_of_the_catalogue_gets_the_same_maps_without_libtorch(string name, int side) => Check(() => NetworkCatalog.Create(name, Classes, side, side));

    [Fact]
    public void A_narrow_dropblock_resnet_gets_the_same_maps_without_libtorch() => Check(() => new DropBlockResNet(Classes, 32, 32, widthFactor: 1.0 / 16));

    [Fact]
    public void A_network_of_classes_and_superclasses_gets_the_same_maps_without_libtorch() =>
        Check(() => new HierarchicalNetwork(new WideResNet(10, 1, Classes + 2, 16, 16), [0, 1, 1, 0, 1]));

    [Theory]
    [InlineData("pooled by windows")]
    [InlineData("pooled by overlapping windows")]
    [InlineData("normalised and curved")]
    [InlineData("pointwise convolutions")]
    [InlineData("bent")]
    public void What_else_may_stand_behind_the_maps_has_the_right_gradient(string tail) => Check(() => new CustomNetwork(
        Sequential([("stem", Conv2d(3, 6, 3, padding: 1)), ("curve", ReLU()), .. Tail(tail).Index().Select(part => ($"part{part.Index}", part.Item))]), "own", Classes, 8, 8));

    [Fact]
    public void The_map_changes_with_the_class()
    {
        using var ours = new OnnxGradCam(RedAndBlue.Model());
        var (red, blue) = (Sized(ours.Explain(RedAndBlue.Picture(), RedAndBlue.Red), RedAndBlue.Side), Sized(ours.Explain(RedAndBlue.Picture(), RedAndBlue.Blue), RedAndBlue.Side));
        Assert.True(RedAndBlue.ShareIn(red, RedAndBlue.RedAt) > 0.95);
        Assert.True(RedAndBlue.ShareIn(red, RedAndBlue.BlueAt) < 0.01);
        Assert.True(RedAndBlue.ShareIn(blue, RedAndBlue.BlueAt) > 0.95);
        var best = ours.Explain(RedAndBlue.Picture());
        using var scorer = new OnnxImageScorer(RedAndBlue.Model());
        float[] probabilities = scorer.Score(RedAndBlue.Picture());
        Assert.Equal(probabilities.Max(), probabilities[best.Class]);
        Assert.Equal(probabilities[best.Class], best.Probability, 1e-6f);
    }

    [Fact]
    public void A_model_that_sharpens_inside_is_explained_on_the_sharpened_picture()
    {
        byte[] model = RedAndBlue.Model(sharpened: true);
        using var ours = new OnnxGradCam(model);
        using var theirs = GradCam.Load(model);
        AreEqual(theirs.Explain(Array.ConvertAll(RedAndBlue.Picture(), value => (float)value), RedAndBlue.Red), Sized(ours.Explain(RedAndBlue.Picture(), RedAndBlue.Red), RedAndBlue.Side));
    }

    [Fact]
    public void Pictures_explained_at_the_same_time_get_the_maps_they_get_alone()
    {
        using var ours = new OnnxGradCam(RedAndBlue.Model());
        byte[][] pictures = [.. Enumerable.Range(0, 20).Select(seed => Models.Images.Random(3 * RedAndBlue.Side * RedAndBlue.Side, seed))];
        float[][] alone = [.. pictures.Select(picture => ours.Explain(picture, 1).Values.ToArray())];
        Parallel.For(0, 200, i => Assert.Equal(alone[i % 20], ours.Explain(pictures[i % 20], 1).Values.ToArray()));
    }

    [Fact]
    public void Tails_without_a_known_gradient_and_networks_without_maps_are_refused_with_the_reason()
    {
        Assert.Contains("Round", Assert.Throws<BackboneException>(() => new OnnxGradCam(Unexplainable.Rounding())).Message, StringComparison.Ordinal);
        Assert.Contains("no feature maps", Assert.Throws<BackboneException>(() => new OnnxGradCam(Unexplainable.Flat())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_refused_with_the_reason()
    {
        Assert.Throws<ModelFormatException>(() => new OnnxGradCam([1, 2, 3]));
        using (ImageNetwork network = RedAndBlue.Network())
        {
            Assert.Contains("logits", Assert.Throws<ModelFormatException>(() => new OnnxGradCam(OnnxExport.ExportWithoutPreprocessing(network, RedAndBlue.Describe()))).Message, StringComparison.Ordinal);
        }

        using var ours = new OnnxGradCam(RedAndBlue.Model());
        Assert.Contains("3 x 16 x 16", Assert.Throws<ArgumentException>(() => ours.Explain(RedAndBlue.Picture().AsSpan(1))).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 1", Assert.Throws<ArgumentException>(() => ours.Explain(RedAndBlue.Picture(), 2)).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 1", Assert.Throws<ArgumentException>(() => ours.Explain(RedAndBlue.Picture(), -1)).Message, StringComparison.Ordinal);
    }

    private static Module<Tensor, Tensor>[] Tail(string name) => name switch
    {
        "pooled by windows" => [AvgPool2d(2), Flatten(), Linear(6 * 16, 12), BatchNorm1d(12), LeakyReLU(0.1), Linear(12, Classes, hasBias: false)],
        "pooled by overlapping windows" => [MaxPool2d(3, 2, 1), Dropout2d(), AvgPool2d(3, 2, 1), Flatten(), Linear(6 * 4, Classes)],
        "normalised and curved" => [AdaptiveAvgPool2d(1), Flatten(), LayerNorm([6L]), Linear(6, 12), GELU(), Linear(12, 12), Mish(), Linear(12, Classes)],
        "pointwise convolutions" => [AdaptiveAvgPool2d(1), Conv2d(6, 12, 1), Hardswish(), Conv2d(12, 12, 1, groups: 3), SiLU(), Flatten(), Linear(12, Classes)],
        "bent" => [AdaptiveMaxPool2d([1L, 1]), Flatten(), Linear(6, 12), ELU(0.7), Linear(12, 12), Softplus(), Linear(12, 12), Tanh(), Linear(12, Classes), LogSoftmax(1)],
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static void Check(Func<ImageNetwork> create)
    {
        random.manual_seed(7);
        using ImageNetwork network = create();
        using (no_grad())
        {
            foreach (NormBase normalization in network.modules().OfType<NormBase>())
            {
                normalization.running_mean!.normal_(0, 0.3);
                normalization.running_var!.uniform_(0.5, 1.5);
            }
        }

        int side = network.Height;
        var labels = network is HierarchicalNetwork hierarchical
            ? new ClassLabels(["a", "b", "c", "d", "e"], ["x", "y"], hierarchical.CoarseOfFine)
            : new ClassLabels(["a", "b", "c", "d", "e"]);
        var description = new ModelDescription(labels, new Preprocessing(null, PixelNormalization.MinusOneToOne), network.Name, side, side, Temperature: 2);
        using var ours = new OnnxGradCam(OnnxExport.Export(network, description));
        using var theirs = GradCam.Of(network);
        byte[] pixels = Models.Images.Random(3 * side * side, seed: 4);
        float[] normalized = Array.ConvertAll(pixels, value => (value - 127.5f) / 127.5f);
        var maps = Enumerable.Range(0, Classes).Select(label => (Theirs: theirs.Explain(normalized, label), Ours: Sized(ours.Explain(pixels, label), side))).ToArray();
        Assert.Contains(maps, pair => pair.Theirs.Peak > 0);
        Assert.Contains(maps.Skip(1), pair => !pair.Ours.Values.Span.SequenceEqual(maps[0].Ours.Values.Span));
        Assert.All(maps, pair => AreEqual(pair.Theirs, pair.Ours));
    }

    private static void AreEqual(HeatMap expected, HeatMap actual)
    {
        Assert.Equal(expected.Peak, actual.Peak, 1e-4f * Math.Max(1e-3f, expected.Peak));
        Exported.AreClose(expected.Values.ToArray(), actual.Values.ToArray(), 1e-4);
    }

    // Enlarged as the explainer by TorchSharp does it, before the greatest value is made 1.
    private static HeatMap Sized(ActivationMap map, int side)
    {
        var coarse = new HeatMap(map.Rows, map.Columns, map.Values.ToArray());
        return new HeatMap(side, side, [.. Enumerable.Range(0, side * side).Select(i => coarse.Peak * coarse.At(((i / side) + 0.5) / side, ((i % side) + 0.5) / side))]);
    }
}
