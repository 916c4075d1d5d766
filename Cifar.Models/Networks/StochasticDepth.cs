using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Sets what a residual branch makes of some images to 0 while training (Huang and others 2016, arXiv:1603.09382); does nothing when predicting.</summary>
/// <remarks>Takes and gives <c>[N, ...]</c>. Each image is dropped on its own; what is kept is scaled so that the mean stays. Random numbers come from TorchSharp's default generator.</remarks>
public sealed class StochasticDepth : Module<Tensor, Tensor>, IOnnxLayer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="probability">See <see cref="Probability"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public StochasticDepth(double probability) : base(nameof(StochasticDepth)) => Probability = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability must be 0 to below 1.");

    /// <summary>Probability that an image is dropped, 0 to below 1.</summary>
    public double Probability { get; }

    /// <summary>Drops images.</summary>
    /// <param name="input">Float [N, ...].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training || Probability == 0)
        {
            return input.alias();
        }

        using DisposeScope scope = NewDisposeScope();
        long[] perImage = [.. input.shape.Select((size, axis) => axis == 0 ? size : 1)];
        Tensor kept = rand(perImage, device: input.device).ge(Probability).to(input.dtype).div(1 - Probability);
        return (input * kept).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input) => input;
}
