using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>A copy of all weights and running statistics of a network, taken and put back in place.</summary>
internal sealed class WeightSnapshot
{
    private readonly IReadOnlyDictionary<string, Tensor> live;
    private readonly Dictionary<string, Tensor> copies;

    /// <param name="live">The weights by name; they are copied now.</param>
    public WeightSnapshot(IReadOnlyDictionary<string, Tensor> live)
    {
        using IDisposable mode = no_grad();
        this.live = live;
        copies = live.ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());
    }

    /// <summary>The copies by name; they belong to the snapshot.</summary>
    public IReadOnlyDictionary<string, Tensor> Copies => copies;

    /// <summary>Copies the weights into the snapshot.</summary>
    public void Take() => Copy(live, copies);

    /// <summary>Copies the snapshot into the weights.</summary>
    public void PutBack() => Copy(copies, live);

    /// <summary>Copies saved weights into the snapshot.</summary>
    /// <param name="saved">A tensor for each weight.</param>
    public void Restore(IReadOnlyDictionary<string, Tensor> saved) => Copy(saved, copies);

    /// <summary>Moves the snapshot towards the weights: <c>copy = decay * copy + (1 - decay) * weight</c>; counters are copied.</summary>
    public void Approach(double decay)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (var (name, copy) in copies)
        {
            if (copy.dtype == ScalarType.Float32)
            {
                copy.mul_(decay).add_(live[name], 1 - decay);
            }
            else
            {
                copy.copy_(live[name]);
            }
        }
    }

    /// <summary>Copies tensors of equal names.</summary>
    public static void Copy(IReadOnlyDictionary<string, Tensor> from, IReadOnlyDictionary<string, Tensor> to)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (var (name, tensor) in to)
        {
            tensor.copy_(from[name]);
        }
    }
}
