using TorchSharp.Modules;

namespace Cifar.Models.Training.Optimization;

/// <summary>Adam with decoupled weight decay.</summary>
internal sealed class AdamWRule : IUpdateRule
{
    private readonly WeightGroup[] groups;
    private readonly AdamW adam;

    public AdamWRule(IReadOnlyList<TrainableWeight> weights, OptimizerSettings settings)
    {
        groups = WeightGroup.Of(weights, settings);
        adam = new(groups.Select(group => new AdamW.ParamGroup(group.Parameters, beta1: settings.Momentum, beta2: settings.SquareMomentum, weight_decay: group.Decay)));
    }

    public void Apply(double learningRate)
    {
        groups.SetRates(adam, learningRate);
        adam.step();
    }

    public void Describe(StateTensors state)
    {
        AdamW.State[] states = [.. adam.state_dict().State.Cast<AdamW.State>()];
        long[] steps = state.Add("adam.steps", Array.ConvertAll(states, one => one.step));
        foreach ((int index, string name) in groups.Names())
        {
            state.Add("adam.mean." + name, states[index].exp_avg);
            state.Add("adam.square." + name, states[index].exp_avg_sq);
            states[index].step = steps[index];
        }
    }

    public void Dispose() => adam.Dispose();
}
