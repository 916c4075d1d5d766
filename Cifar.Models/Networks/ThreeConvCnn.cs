using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Three 3x3 convolutions with max-pooling and two dense layers, without dropout.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 643,492 parameters, 10.9 M multiply-adds an
/// image. AKGanesh/CNN-CIFAR100 reports 40.09 % for a network of three convolutions and two dense layers trained from scratch; its numbers of channels and of
/// hidden units, its optimiser and its learning rate are not published in readable form. The 32, 64 and 128 channels and the 256 hidden units here are ours.
/// Weights start Xavier-uniform (Glorot and Bengio 2010), biases at 0, as Keras does.
/// </remarks>
public sealed class ThreeConvCnn : ImageNetwork, IOnnxLayer
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "three-conv-cnn";

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 8.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 8.</exception>
    public ThreeConvCnn(int classes, int height = 32, int width = 32) : base(CatalogName, classes, height, width)
    {
        ImageSides.MustBeMultiples(CatalogName, height, width, 8);
        body = Sequential(
            Conv2d(3, 32, 3, padding: 1), ReLU(inplace: true), MaxPool2d(2),
            Conv2d(32, 64, 3, padding: 1), ReLU(inplace: true), MaxPool2d(2),
            Conv2d(64, 128, 3, padding: 1), ReLU(inplace: true), MaxPool2d(2),
            Flatten(),
            Linear(128L * (height / 8) * (width / 8), 256), ReLU(inplace: true),
            Linear(256, classes));
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
}
