using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Features with mean 0 and deviation 1, for training; afterwards the same is folded into the first layer.</summary>
internal sealed class Standardization : IDisposable
{
    private readonly Tensor mean;
    private readonly Tensor scale;

    public Standardization(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor deviation = features.std([0], unbiased: false).clamp(1e-5f);
        mean = features.mean([0]).DetachFromDisposeScope();
        scale = deviation.reciprocal().DetachFromDisposeScope();
    }

    public Tensor Apply(Tensor features)
    {
        using Tensor centred = features.sub(mean);
        return centred.mul(scale);
    }

    /// <summary>A linear layer on raw features that gives what <c>weight * standardised + bias</c> gives.</summary>
    /// <param name="weight">[outputs, F].</param>
    /// <param name="bias">[outputs].</param>
    public Linear Fold(Tensor weight, Tensor bias)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Linear layer = nn.Linear(weight.shape[1], weight.shape[0]);
        Tensor scaled = weight.mul(scale);
        layer.weight.copy_(scaled);
        layer.bias!.copy_(bias.sub(scaled.matmul(mean)));
        return layer;
    }

    public void Dispose()
    {
        mean.Dispose();
        scale.Dispose();
    }
}
