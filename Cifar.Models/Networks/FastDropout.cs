using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Dropout (Srivastava and others 2014): sets values to 0 while training, each on its own, and scales the others so that the mean stays; does nothing when predicting.</summary>
/// <remarks>
/// Takes and gives any shape. On a CPU libtorch's own dropout draws a 64-bit number a value, one after the other, which is a tenth of a step of a small network;
/// this layer compares 32-bit uniform numbers with the probability instead, in a third of the time. On other devices it is libtorch's.
/// Random numbers come from TorchSharp's default generator. Not thread-safe, as all modules.
/// </remarks>
public sealed class FastDropout : Module<Tensor, Tensor>, IOnnxLayer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="probability">See <see cref="Probability"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    public FastDropout(double probability) : base(nameof(FastDropout)) =>
        Probability = probability is >= 0 and < 1
            ? probability
            : throw new ArgumentOutOfRangeException(nameof(probability), probability, $"The probability of dropout is {probability}; it must be 0 to below 1.");

    /// <summary>How probably a value is set to 0; 0 to below 1.</summary>
    public double Probability { get; }

    /// <summary>Drops values.</summary>
    /// <param name="input">Floats of any shape.</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training || Probability == 0)
        {
            return input.alias();
        }

        if (input.device_type != DeviceType.CPU)
        {
            return functional.dropout(input, Probability, training: true);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor factors = rand(new long[] { input.numel() }).ge_(Probability).mul_(1 / (1 - Probability)).to(input.dtype);
        return (input * InLayoutOf(input, factors)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input) => input;

    // Factors that lie in memory as the values do are multiplied in one pass.
    private static Tensor InLayoutOf(Tensor input, Tensor factors)
    {
        long[] shape = input.shape;
        return shape.Length == 4 && !input.is_contiguous()
            ? factors.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
            : factors.view(shape);
    }
}
