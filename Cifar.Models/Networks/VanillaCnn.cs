using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Four convolutions with max-pooling and batch norm, and two hidden layers of 2048.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 10,293,390 parameters,
/// 108 M multiply-adds an image. The plain network of omar-mohamed/Object-Classification-CIFAR-100 (about 65 % on CIFAR-100): batch norm before the
/// convolution and after the pooling, also after the logits; momentum 0.997 in TensorFlow's sense, which is 0.003 here; dropout of 0.15 (a DropBlock
/// of size 1) after each stage and of 0.5 in the head. Weights start Xavier-uniform (Glorot and Bengio 2010).
/// </remarks>
public sealed class VanillaCnn : FourStageCnn
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "vanilla-cnn";

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 16.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 16.</exception>
    public VanillaCnn(int classes, int height = 32, int width = 32)
        : base(CatalogName, classes, height, width, (from, to, kernel) => [Conv2d(from, to, kernel, padding: kernel / 2, bias: false)])
    {
    }
}
