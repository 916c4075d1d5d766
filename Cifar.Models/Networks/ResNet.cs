using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Residual networks of 18, 34 or 50 layers for small images (He and others 2015, arXiv:1512.03385).</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. As torchvision's, but the stem is one 3x3 convolution of stride 1 and there is no
/// max-pooling, so that 32x32 images keep their resolution. For 100 classes: 11,220,132, 21,328,292 and 23,705,252 parameters; 0.56, 1.16 and 1.30 G
/// multiply-adds for a 32x32 image. Convolutions start He-normal by fan-out (arXiv:1502.01852).
/// </remarks>
public sealed class ResNet : ImageNetwork, IOnnxLayer
{
    private const int SmallestSide = 8;
    private const int Widening = 4;

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="depth">18, 34 or 50.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 8.</param>
    /// <param name="width">Columns of an image in pixels, at least 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small, or there is no network of that depth.</exception>
    /// <exception cref="ArgumentException">A side is too small.</exception>
    public ResNet(int depth, int classes, int height = 32, int width = 32) : base(NameOf(depth), classes, height, width)
    {
        ImageSides.MustBeAtLeast(Name, height, width, SmallestSide);
        int[] blocks = depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3];
        bool bottleneck = depth == 50;
        int channels = 64;
        var parts = new List<(string, Module<Tensor, Tensor>)> { ("stem", Sequential(Convolution(3, channels, 3), BatchNorm2d(channels), ReLU(inplace: true))) };
        for (int group = 0; group < blocks.Length; group++)
        {
            int inner = 64 << group, to = bottleneck ? inner * Widening : inner;
            var chain = Sequential();
            for (int i = 0; i < blocks[group]; i++)
            {
                chain.append(Block(channels, inner, to, stride: group > 0 && i == 0 ? 2 : 1, bottleneck));
                channels = to;
            }

            parts.Add(($"group{group + 1}", chain));
        }

        parts.Add(("head", Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(channels, classes))));
        body = Sequential(parts);
        StartingWeights.HeFanOut(body);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool TakesOtherSizes => true;

    /// <summary>The name in <see cref="NetworkCatalog"/>.</summary>
    /// <param name="depth">18, 34 or 50.</param>
    /// <returns>resnet18, resnet34 or resnet50.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no network of that depth.</exception>
    public static string NameOf(int depth) => depth is 18 or 34 or 50
        ? $"resnet{depth}"
        : throw new ArgumentOutOfRangeException(nameof(depth), depth, $"There is no residual network of depth {depth}; it must be 18, 34 or 50.");

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised; sides of 8 or more.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input) => body.call(input);

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add(body, input);
    }

    private static Sequential Block(int from, int inner, int to, int stride, bool bottleneck)
    {
        // With a bottleneck the 3x3 convolution takes the stride, as in torchvision.
        Sequential change = bottleneck
            ? Sequential(
                Convolution(from, inner, 1), BatchNorm2d(inner), ReLU(inplace: true),
                Convolution(inner, inner, 3, stride), BatchNorm2d(inner), ReLU(inplace: true),
                Convolution(inner, to, 1), BatchNorm2d(to))
            : Sequential(
                Convolution(from, to, 3, stride), BatchNorm2d(to), ReLU(inplace: true),
                Convolution(to, to, 3), BatchNorm2d(to));
        Sequential? shortcut = stride == 1 && from == to ? null : Sequential(Convolution(from, to, 1, stride), BatchNorm2d(to));
        return Sequential(new Residual(change, shortcut), ReLU(inplace: true));
    }

    private static Conv2d Convolution(int from, int to, int kernel, int stride = 1) => Conv2d(from, to, kernel, stride, padding: kernel / 2, bias: false);
}
