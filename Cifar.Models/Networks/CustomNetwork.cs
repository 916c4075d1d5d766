using Cifar.Models.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>A network of one's own: any module from images to logits, so that it is trained, delivered and served like those of the catalogue.</summary>
/// <remarks>
/// The module must be of layers that can be written as ONNX: TorchSharp's own, chained by <c>Sequential</c>, and modules that implement <see cref="IOnnxLayer"/>.
/// <see cref="OnnxExport.CheckWritable"/> says whether it is, before any training.
/// </remarks>
public sealed class CustomNetwork : ImageNetwork, IOnnxLayer
{
    private readonly Module<Tensor, Tensor> module;

    /// <summary>Wraps a module.</summary>
    /// <param name="module">Takes float32 [N, 3, H, W], normalised; gives float32 logits [N, classes]. It is taken over, and disposed with this network.</param>
    /// <param name="name">Name of the network, which the delivered model carries.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="height">Rows of an image in pixels, at least 1.</param>
    /// <param name="width">Columns of an image in pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The name is empty, or a number is too small.</exception>
    public CustomNetwork(Module<Tensor, Tensor> module, string name, int classes, int height = 32, int width = 32) : base(Checked(name), classes, height, width)
    {
        ArgumentNullException.ThrowIfNull(module);
        this.module = module;
        RegisterComponents();
    }

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised.</param>
    /// <returns>Float32 [N, classes].</returns>
    public override Tensor forward(Tensor input) => module.call(input);

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add(module, input);
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }
}
