using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Wide residual networks with pre-activation (Zagoruyko and Komodakis 2016, arXiv:1605.07146).</summary>
/// <remarks>
/// Input <c>[N, 3, H, W]</c>, normalised; output logits <c>[N, classes]</c>. For 100 classes: WRN-16-4 has 2,772,020 parameters and 0.39 G multiply-adds for
/// a 32x32 image, WRN-28-10 has 36,536,884 and 5.24 G. Where channels or size change, the shortcut is a 1x1 convolution of the activated input.
/// Convolutions start He-normal by fan-out (arXiv:1502.01852).
/// </remarks>
public sealed class WideResNet : ImageNetwork, IOnnxLayer
{
    private const int SmallestSide = 4;

    private readonly Sequential body;

    /// <summary>Creates the network with random weights from TorchSharp's current seed.</summary>
    /// <param name="depth">Layers: 10, 16, 22, 28 and so on, to 100.</param>
    /// <param name="widening">Factor on the 16, 32 and 64 channels of the three groups, 1 to 20.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 4.</param>
    /// <param name="width">Columns of an image in pixels, at least 4.</param>
    /// <param name="dropout">Dropout between the two convolutions of a block; the paper uses 0 or 0.3. 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">A side is too small.</exception>
    public WideResNet(int depth, int widening, int classes, int height = 32, int width = 32, double dropout = 0)
        : base(NameOf(depth, widening), classes, height, width)
    {
        ImageSides.MustBeAtLeast(Name, height, width, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfNegative(dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dropout, 1);
        int channels = 16;
        var parts = new List<(string, Module<Tensor, Tensor>)> { ("stem", Convolution(3, channels, 3)) };
        for (int group = 0; group < 3; group++)
        {
            int to = (16 << group) * widening;
            var chain = Sequential();
            for (int i = 0; i < (depth - 4) / 6; i++)
            {
                chain.append(Block(channels, to, stride: group > 0 && i == 0 ? 2 : 1, dropout));
                channels = to;
            }

            parts.Add(($"group{group + 1}", chain));
        }

        parts.Add(("head", Sequential(BatchNorm2d(channels), ReLU(inplace: true), AdaptiveAvgPool2d(1), Flatten(), Linear(channels, classes))));
        body = Sequential(parts);
        StartingWeights.HeFanOut(body);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool TakesOtherSizes => true;

    /// <summary>The name, which <see cref="NetworkCatalog"/> knows for 16-4 and 28-10.</summary>
    /// <param name="depth">Layers: 10, 16, 22, 28 and so on, to 100.</param>
    /// <param name="widening">1 to 20.</param>
    /// <returns>wrn-depth-widening.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static string NameOf(int depth, int widening)
    {
        if (depth is < 10 or > 100 || (depth - 4) % 6 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(depth), depth, $"The depth of a wide residual network is {depth}; it must be 10, 16, 22, 28 and so on, to 100.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(widening, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widening, 20);
        return $"wrn-{depth}-{widening}";
    }

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised; sides of 4 or more.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input) => body.call(input);

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add(body, input);
    }

    private static Module<Tensor, Tensor> Block(int from, int to, int stride, double dropout)
    {
        var change = Sequential(Convolution(from, to, 3, stride), BatchNorm2d(to), ReLU(inplace: true));
        if (dropout > 0)
        {
            change.append(new FastDropout(dropout));
        }

        change.append(Convolution(to, to, 3));
        return from == to && stride == 1
            ? new Residual(Sequential(BatchNorm2d(from), ReLU(inplace: true), change))
            : Sequential(BatchNorm2d(from), ReLU(inplace: true), new Residual(change, Convolution(from, to, 1, stride)));
    }

    private static Conv2d Convolution(int from, int to, int kernel, int stride = 1) => Conv2d(from, to, kernel, stride, padding: kernel / 2, bias: false);
}
