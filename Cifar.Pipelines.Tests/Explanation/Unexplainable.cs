using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Explanation;

/// <summary>Models of red and blue that no gradient passes through.</summary>
internal static class Unexplainable
{
    /// <summary>Behind its maps the network rounds.</summary>
    public static byte[] Rounding() => Write(Sequential(Conv2d(3, 4, 3, padding: 1), ReLU(), AdaptiveAvgPool2d(1), Flatten(), new Rounded(), Linear(4, 2)));

    /// <summary>A network without a convolution.</summary>
    public static byte[] Flat() => Write(Sequential(Flatten(), Linear(3 * RedAndBlue.Side * RedAndBlue.Side, 2)));

    private static byte[] Write(TorchSharp.Modules.Sequential layers)
    {
        using ImageNetwork network = new CustomNetwork(layers, "unexplainable", 2, RedAndBlue.Side, RedAndBlue.Side);
        return OnnxExport.Export(network, RedAndBlue.Describe());
    }

    private sealed class Rounded() : Module<Tensor, Tensor>(nameof(Rounded)), IOnnxLayer
    {
        public override Tensor forward(Tensor input) => input.round();

        public string WriteOnnx(OnnxGraphBuilder graph, string input) => graph.Node("Round", [input]);
    }
}
