using Cifar.Models.Augmentation;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>A network made to learn fast: whitening stem, three groups of two convolutions that start as the identity, global max-pooling.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised, both sides 16 or more; output logits <c>[N, classes]</c>. For 100 classes: 4,381,752 parameters, of which the scales of the
/// batch norms stay at 1; 163 M multiply-adds for a 32x32 image. The family of CIFAR speed records (Page 2018, "How to train your ResNet";
/// Jordan 2024, arXiv:2404.00498): the first layer is a fixed 2x2 convolution that decorrelates pixels, set from the training images.
/// </remarks>
public sealed class SpeedNet : ImageNetwork, IOnnxLayer
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "speed-net";

    /// <summary>Muon with a triangular course, alternating flips, images of 20 and 24 pixels first.</summary>
    internal static TrainingRecipe Recipe { get; } = new()
    {
        Epochs = 12,
        BatchSize = 512,
        LearningRate = 0.1,
        Optimizer = new() { Optimizer = TrainingOptimizer.Muon, Momentum = 0.85, BiasRate = 0.5, HeadRate = 6.7 },
        Schedule = new() { Schedule = LearningRateSchedule.Triangular, PeakShare = 0.23, FinalShare = 0.07 },
        LabelSmoothing = 0.2,
        AveragingDecay = 0,
        Augmentation = new() { Flip = FlipMode.Alternating, Translate = 2 },
        ImageSizes = ImageSizes.Parse("20:0.45,24:0.75"),
        Precision = TrainingPrecision.Automatic,
    };

    // Halved three times after the stem has taken a pixel, a map must be left.
    private const int SmallestSide = 16;
    private const int StemSize = 2;
    private const int PatchValues = 3 * StemSize * StemSize;
    private const int StemFilters = 2 * PatchValues;

    // Logits of an untrained head stay small at this scale, whatever the number of features.
    private const double LogitScale = 1.0 / 9;
    private static readonly int[] Widths = [64, 256, 512];

    private readonly Conv2d stem;
    private readonly Sequential body;
    private readonly Linear head;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 16.</param>
    /// <param name="width">Columns of an image in pixels, at least 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public SpeedNet(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SmallestSide);
        stem = Conv2d(3, StemFilters, StemSize);
        body = Sequential(SiLU(), Group(StemFilters, Widths[0]), Group(Widths[0], Widths[1]), Group(Widths[1], Widths[2]));
        head = Linear(Widths[2], classes, hasBias: false);
        stem.weight.requires_grad = false;
        using (no_grad())
        {
            init.zeros_(stem.bias!);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool TakesOtherSizes => true;

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised; sides of 16 or more.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input)
    {
        Tensor features = body.call(stem.call(input)).amax([2, 3]);
        return head.call(features) * LogitScale;
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string features = graph.Add(body, graph.Add(stem, input, nameof(stem)), nameof(body));
        string pooled = graph.Node("Flatten", [graph.Node("GlobalMaxPool", [features])], ("axis", 1L));
        using Tensor scale = tensor((float)LogitScale);
        return graph.Node("Mul", [graph.Add(head, pooled, nameof(head)), graph.Constant(scale)]);
    }

    /// <summary>Sets the stem: its outputs are the 2x2 patches of the training images in coordinates that are uncorrelated and of unit variance, and their negatives.</summary>
    /// <param name="images">Float32 [n, 3, H, W], normalised.</param>
    protected internal override void Prepare(Tensor images)
    {
        const double Floor = 5e-4; // keeps directions in which images hardly vary from being blown up
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor patches = images.unfold(2, StemSize, 1).unfold(3, StemSize, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, PatchValues);
        Tensor covariance = patches.t().mm(patches) / patches.shape[0];
        var (variances, directions) = linalg.eigh(covariance);
        Tensor filters = (directions / (variances + Floor).sqrt()).t().flip(0).reshape(PatchValues, 3, StemSize, StemSize);
        stem.weight.copy_(cat([filters, -filters]));
    }

    private static Sequential Group(int from, int to) => Sequential(
        Convolution(from, to), MaxPool2d(2), Normalization(to), SiLU(),
        Convolution(to, to), Normalization(to), SiLU());

    private static Conv2d Convolution(int from, int to)
    {
        Conv2d layer = Conv2d(from, to, 3, padding: 1, bias: false);
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        // The first channels pass through unchanged.
        Tensor passing = layer.weight.narrow(0, 0, from).zero_();
        passing.select(3, 1).select(2, 1).copy_(eye(from));
        return layer;
    }

    private static BatchNorm2d Normalization(int channels)
    {
        BatchNorm2d layer = BatchNorm2d(channels, eps: 1e-12, momentum: 0.4);
        layer.weight.requires_grad = false;
        return layer;
    }
}
