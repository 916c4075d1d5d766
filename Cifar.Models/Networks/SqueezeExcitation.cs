using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Scales every channel by a factor from 0 to 1 that depends on the means of all channels (Hu and others 2017, arXiv:1709.01507).</summary>
/// <remarks>Takes and gives <c>[N, C, H, W]</c>. With SiLU in between, as in EfficientNet; weights have torchvision's names.</remarks>
public sealed class SqueezeExcitation : Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(1);
    private readonly Conv2d fc1;
    private readonly SiLU activation = SiLU();
    private readonly Conv2d fc2;
    private readonly Sigmoid scale = Sigmoid();

    /// <summary>Creates the layer with random weights from TorchSharp's current seed.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <param name="squeezed">Number of values in between, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public SqueezeExcitation(int channels, int squeezed) : base(nameof(SqueezeExcitation))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(squeezed, 1);
        fc1 = Conv2d(channels, squeezed, 1);
        fc2 = Conv2d(squeezed, channels, 1);
        RegisterComponents();
    }

    /// <summary>Scales the channels.</summary>
    /// <param name="input">Float [N, C, H, W].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor input)
    {
        using Tensor means = avgpool.call(input);
        using Tensor squeezed = fc1.call(means);
        using Tensor active = activation.call(squeezed);
        using Tensor excited = fc2.call(active);
        using Tensor factors = scale.call(excited);
        return input * factors;
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Module<Tensor, Tensor>[] layers = [avgpool, fc1, activation, fc2, scale];
        return graph.Node("Mul", [input, layers.Aggregate(input, (x, layer) => graph.Add(layer, x))]);
    }
}
