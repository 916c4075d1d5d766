using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Six 3x3 convolutions in pairs with max-pooling, and two hidden layers of 1000.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 13,870,484 parameters,
/// 617 M multiply-adds an image. The first network of akanksha0911/AdvDL_FinalProject (60 % on CIFAR-100 in 50 epochs): dropout of 0.2, 0.5 and 0.5
/// behind the pairs, 0.5 behind each hidden layer. Weights start Xavier-uniform (Glorot and Bengio 2010), biases at 0, as Keras does.
/// </remarks>
public sealed class SixConvCnn : ImageNetwork, IOnnxLayer
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "six-conv-cnn";

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 8.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 8.</exception>
    public SixConvCnn(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeMultiples(CatalogName, height, width, 8);
        body = Sequential(
            ("pair1", Pair(3, 128, dropout: 0.2)),
            ("pair2", Pair(128, 256, dropout: 0.5)),
            ("pair3", Pair(256, 512, dropout: 0.5)),
            ("head", Sequential(
                Flatten(),
                Linear(512L * (height / 8) * (width / 8), 1000), ReLU(inplace: true), new FastDropout(0.5),
                Linear(1000, 1000), ReLU(inplace: true), new FastDropout(0.5),
                Linear(1000, classes))));
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

    private static Sequential Pair(int from, int to, double dropout) => Sequential(
        Conv2d(from, to, 3, padding: 1), ReLU(inplace: true),
        Conv2d(to, to, 3, padding: 1), ReLU(inplace: true),
        MaxPool2d(2), new FastDropout(dropout));
}
