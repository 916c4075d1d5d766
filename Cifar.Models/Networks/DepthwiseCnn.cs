using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary><see cref="VanillaCnn"/> with every convolution split into one for each channel and one across channels.</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 32x32 images and 100 classes: 8,782,049 parameters,
/// 15.8 M multiply-adds an image. The depthwise separable network of omar-mohamed/Object-Classification-CIFAR-100 (about 60 % on CIFAR-100).
/// Weights start Xavier-uniform (Glorot and Bengio 2010).
/// </remarks>
public sealed class DepthwiseCnn : FourStageCnn
{
    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    public const string CatalogName = "depthwise-cnn";

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 16.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">A side is no multiple of 16.</exception>
    public DepthwiseCnn(int classes, int height = 32, int width = 32)
        : base(CatalogName, classes, height, width, (from, to, kernel) =>
            [Conv2d(from, from, kernel, padding: kernel / 2, groups: from, bias: false), Conv2d(from, to, 1, bias: false)])
    {
    }
}
