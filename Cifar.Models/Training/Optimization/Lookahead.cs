using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>Every few steps, slow weights go a share of the way to the trained ones, which start again from there (Zhang and others 2019).</summary>
internal sealed class Lookahead : IUpdateRule
{
    private readonly IReadOnlyList<TrainableWeight> weights;
    private readonly Tensor[] slow;
    private readonly int every;
    private readonly double share;
    private long step;

    public Lookahead(IReadOnlyList<TrainableWeight> weights, int every, double share)
    {
        this.weights = weights;
        this.every = every;
        this.share = share;
        slow = [.. weights.Select(weight => weight.Value.detach().clone().DetachFromDisposeScope())];
    }

    public void Apply(double learningRate)
    {
        if (++step % every != 0)
        {
            return;
        }

        for (int i = 0; i < slow.Length; i++)
        {
            Parameter fast = weights[i].Value;
            slow[i].add_(fast - slow[i], share);
            fast.copy_(slow[i]);
        }
    }

    public void Describe(StateTensors state)
    {
        step = state.Add("lookahead.steps", [step])[0];
        for (int i = 0; i < slow.Length; i++)
        {
            state.Add("lookahead.slow." + weights[i].Name, slow[i]);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in slow)
        {
            tensor.Dispose();
        }
    }
}
