using Cifar.Models.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>The block of EfficientNet: more channels, a depthwise convolution, gates, fewer channels, and the input added where the shapes agree.</summary>
/// <remarks>MBConv of Tan and Le 2019 (arXiv:1905.11946), after Sandler and others 2018 (arXiv:1801.04381). Weights have torchvision's names.</remarks>
internal sealed class InvertedBottleneck : Module<Tensor, Tensor>, IOnnxLayer
{
    private const int Squeezing = 4;

    private readonly Sequential block = Sequential();
    private readonly StochasticDepth? drop;

    public InvertedBottleneck(int from, int to, int expansion, int kernel, int stride, double dropProbability) : base(nameof(InvertedBottleneck))
    {
        int inner = from * expansion;
        if (expansion > 1)
        {
            block.append(Sequential(Convolution(from, inner, 1), BatchNorm2d(inner), SiLU()));
        }

        block.append(Sequential(Convolution(inner, inner, kernel, stride, groups: inner), BatchNorm2d(inner), SiLU()));
        block.append(new SqueezeExcitation(inner, Math.Max(1, from / Squeezing)));
        block.append(Sequential(Convolution(inner, to, 1), BatchNorm2d(to)));
        drop = from == to && stride == 1 ? new StochasticDepth(dropProbability) : null;
        RegisterComponents();
    }

    public static Conv2d Convolution(int from, int to, int kernel, int stride = 1, int groups = 1) =>
        Conv2d(from, to, kernel, stride, padding: kernel / 2, groups: groups, bias: false);

    public override Tensor forward(Tensor input)
    {
        Tensor change = block.call(input);
        if (drop is null)
        {
            return change;
        }

        using (change)
        {
            using Tensor kept = drop.call(change);
            return input + kept;
        }
    }

    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        string change = graph.Add(block, input, nameof(block));
        return drop is null ? change : graph.Node("Add", [input, change]);
    }
}
