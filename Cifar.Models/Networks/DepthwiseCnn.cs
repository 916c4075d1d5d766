using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary><see cref="VanillaCnn"/> with every convolution split into one for each channel and one across channels.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 8,782,049 parameters,
/// 15.8 M multiply-adds an image. The depthwise separable network of omar-mohamed/Object-Classification-CIFAR-100 (about 60 % on CIFAR-100).
/// Weights start Xavier-uniform (Glorot and Bengio 2010).
/// </remarks>
public sealed class DepthwiseCnn : ImageNetwork, IOnnxLayer
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "depthwise-cnn";

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 16.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 16.</exception>
    public DepthwiseCnn(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeMultiples(CatalogName, height, width, 16);
        body = Sequential(
            ("stage1", Stage(3, 64, 7)),
            ("stage2", Stage(64, 128, 5)),
            ("stage3", Stage(128, 256, 3)),
            ("stage4", Stage(256, 512, 3)),
            ("head", NormalizedHead.Create(512 * (height / 16) * (width / 16), 2048, classes)));
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

    private static Sequential Stage(int from, int to, int kernel) => Sequential(
        NormalizedHead.BatchNorm(from),
        Conv2d(from, from, kernel, padding: kernel / 2, groups: from, bias: false),
        Conv2d(from, to, 1, bias: false),
        MaxPool2d(2),
        NormalizedHead.BatchNorm(to),
        ReLU(inplace: true),
        new DropBlock(1, 0.85));
}
