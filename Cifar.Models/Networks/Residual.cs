using Cifar.Models.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>The sum of what layers make of an input and the input itself, or what a shortcut makes of it (He and others 2015, arXiv:1512.03385).</summary>
public sealed class Residual : Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly Module<Tensor, Tensor> body;
    private readonly Module<Tensor, Tensor>? shortcut;

    /// <summary>Creates the block; it takes over its parts.</summary>
    /// <param name="body">The layers.</param>
    /// <param name="shortcut">What brings the input to the shape of the output; null where both have the same.</param>
    public Residual(Module<Tensor, Tensor> body, Module<Tensor, Tensor>? shortcut = null) : base(nameof(Residual))
    {
        ArgumentNullException.ThrowIfNull(body);
        this.body = body;
        this.shortcut = shortcut;
        RegisterComponents();
    }

    /// <summary>Computes the sum.</summary>
    /// <param name="input">What the layers take.</param>
    /// <returns>What they make, and the input or its shortcut added.</returns>
    public override Tensor forward(Tensor input)
    {
        using Tensor change = body.call(input);
        if (shortcut is null)
        {
            return input + change;
        }

        using Tensor straight = shortcut.call(input);
        return straight + change;
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string change = graph.Add(body, input, nameof(body));
        string straight = shortcut is null ? input : graph.Add(shortcut, input, nameof(shortcut));
        return graph.Node("Add", [straight, change]);
    }
}
