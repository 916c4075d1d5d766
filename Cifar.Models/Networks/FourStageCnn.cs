using Cifar.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Four stages of convolution, max-pooling and batch norm, and two hidden layers of 2048; what convolves is up to the network.</summary>
public abstract class FourStageCnn : ImageNetwork, IOnnxLayer
{
    private readonly Sequential body;

    /// <param name="name">The name in <see cref="NetworkCatalog"/>.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, a multiple of 16.</param>
    /// <param name="width">Columns of an image in pixels, a multiple of 16.</param>
    /// <param name="convolution">The layers that convolve, from the numbers of channels before and after, and the size of the kernel.</param>
    private protected FourStageCnn(string name, int classes, int height, int width, Func<int, int, int, Module<Tensor, Tensor>[]> convolution)
        : base(name, classes, height, width)
    {
        ImageSides.MustBeMultiples(name, height, width, 16);
        body = Sequential(
            ("stage1", Stage(3, 64, 7)),
            ("stage2", Stage(64, 128, 5)),
            ("stage3", Stage(128, 256, 3)),
            ("stage4", Stage(256, 512, 3)),
            ("head", NormalizedHead.Create(512 * (height / 16) * (width / 16), 2048, classes)));
        StartingWeights.Xavier(body);
        RegisterComponents();

        Sequential Stage(int from, int to, int kernel) => Sequential(
        [
            NormalizedHead.BatchNorm(from),
            .. convolution(from, to, kernel),
            MaxPool2d(2),
            NormalizedHead.BatchNorm(to),
            ReLU(inplace: true),
            new DropBlock(1, 0.85),
        ]);
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
