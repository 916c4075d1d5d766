using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Four blocks of four convolutions, 128 to 1024 channels, each with a skip over its second half and DropBlock behind it, and two hidden layers of 4096.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 77,791,822 parameters,
/// 2.08 G multiply-adds an image. The best network of omar-mohamed/Object-Classification-CIFAR-100 (70.7 % on CIFAR-100 after 75 epochs): pre-activation
/// convolutions without biases, no shortcut around the first pair of a block, max-pooling 3x3 of stride 2 with TensorFlow's padding (below and to the right
/// only), batch norm (momentum 0.003, epsilon 1e-5) after every linear layer, the logits included. DropBlock keeps everything in the first epoch and 0.5
/// points less in each further one, down to 80 %. Unlike there, DropBlock also works on the smallest maps; <c>skipSmallMaps</c> brings that back.
/// Weights start Xavier-uniform (Glorot and Bengio 2010).
/// </remarks>
public sealed class DropBlockResNet : ImageNetwork, IOnnxLayer
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "dropblock-resnet";

    private const int Reduction = 16;
    private const int BlockSize = 5;
    private const double LowestKeepProbability = 0.8;
    private const double KeepProbabilityStep = 0.005;

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 16.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 16.</param>
    /// <param name="widthFactor">Factor on the channels of convolutions and hidden layers, 1/32 to 8.</param>
    /// <param name="skipSmallMaps">Whether DropBlock leaves maps alone that are smaller than its block, as in the reference project.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 16.</exception>
    public DropBlockResNet(int classes, int height = 32, int width = 32, double widthFactor = 1, bool skipSmallMaps = false)
        : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeMultiples(CatalogName, height, width, Reduction);
        if (!(widthFactor >= 1.0 / 32 && widthFactor <= NetworkSettings.MaximumWidth))
        {
            throw new ArgumentOutOfRangeException(nameof(widthFactor), widthFactor, $"The width factor of {CatalogName} is {widthFactor}; it must be 1/32 to {NetworkSettings.MaximumWidth}.");
        }

        int Scaled(int channels) => (int)Math.Round(channels * widthFactor);
        DropBlock[] drops = [.. Enumerable.Range(0, 4).Select(_ => new DropBlock(BlockSize, 1) { SkipsSmallMaps = skipSmallMaps })];
        int last = Scaled(1024);
        body = Sequential(
            ("block1", Block(3, Scaled(128), drops[0])),
            ("block2", Block(Scaled(128), Scaled(256), drops[1])),
            ("block3", Block(Scaled(256), Scaled(512), drops[2])),
            ("block4", Block(Scaled(512), last, drops[3])),
            ("head", NormalizedHead.Create(last * (height / Reduction) * (width / Reduction), Scaled(4096), classes)));
        StartingWeights.Xavier(body);
        RegisterComponents();
    }

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input) => body.call(input);

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add(body, input);
    }

    /// <summary>Lets DropBlock drop more from epoch to epoch.</summary>
    /// <param name="epoch">The number of the epoch, from 1.</param>
    protected internal override void BeginEpoch(int epoch)
    {
        foreach (DropBlock drop in body.modules().OfType<DropBlock>())
        {
            drop.KeepProbability = Math.Clamp(1 - (KeepProbabilityStep * (epoch - 1)), LowestKeepProbability, 1);
        }
    }

    private static Sequential Block(int from, int to, DropBlock drop) => Sequential(
        ("entry", Pair(from, to)),
        ("relu1", ReLU(inplace: true)),
        ("skip", new Residual(Pair(to, to))),
        ("relu2", ReLU(inplace: true)),
        ("drop", drop),
        ("pool", MaxPool2d(3, stride: 2, ceil_mode: true)));

    private static Sequential Pair(int from, int to) => Sequential(
        NormalizedHead.BatchNorm(from), ReLU(inplace: true), Conv2d(from, to, 3, padding: 1, bias: false),
        NormalizedHead.BatchNorm(to), ReLU(inplace: true), Conv2d(to, to, 3, padding: 1, bias: false));
}
