using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>A copy of all weights and running statistics of a module, taken and put back in place.</summary>
internal sealed class WeightSnapshot
{
    private readonly Tensor[] live;
    private readonly Tensor[] copies;

    public WeightSnapshot(nn.Module module)
    {
        using IDisposable mode = no_grad();
        live = [.. module.parameters(), .. module.buffers()];
        copies = [.. live.Select(tensor => tensor.detach().clone())];
    }

    /// <summary>Copies the module's weights into the snapshot.</summary>
    public void Take()
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < live.Length; i++)
        {
            copies[i].copy_(live[i]);
        }
    }

    /// <summary>Copies the snapshot into the module.</summary>
    public void PutBack()
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < live.Length; i++)
        {
            live[i].copy_(copies[i]);
        }
    }

    /// <summary>Moves the snapshot towards the module's weights: <c>copy = decay * copy + (1 - decay) * weight</c>; counters are copied.</summary>
    public void Approach(double decay)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < live.Length; i++)
        {
            if (live[i].dtype == ScalarType.Float32)
            {
                copies[i].mul_(decay).add_(live[i], 1 - decay);
            }
            else
            {
                copies[i].copy_(live[i]);
            }
        }
    }
}
