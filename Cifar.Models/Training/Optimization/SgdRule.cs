using TorchSharp.Modules;

namespace Cifar.Models.Training.Optimization;

/// <summary>Stochastic gradient descent with Nesterov's momentum.</summary>
internal sealed class SgdRule : IUpdateRule
{
    private readonly WeightGroup[] groups;
    private readonly SGD sgd;
    private readonly bool decoupled;

    public SgdRule(IReadOnlyList<TrainableWeight> weights, OptimizerSettings settings)
    {
        groups = WeightGroup.Of(weights, settings);
        decoupled = settings.DecoupledDecay;
        sgd = new(
            groups.Select(group => new SGD.ParamGroup(
                group.Parameters,
                momentum: settings.Momentum,
                weight_decay: decoupled ? 0 : group.Decay,
                nesterov: settings.Momentum > 0)),
            lr: 0);
    }

    public void Apply(double learningRate)
    {
        groups.SetRates(sgd, learningRate);
        foreach (WeightGroup group in groups.Where(group => decoupled && group.Decay > 0))
        {
            foreach (Parameter parameter in group.Parameters)
            {
                parameter.mul_(1 - (learningRate * group.Rate * group.Decay));
            }
        }

        sgd.step();
    }

    public void Describe(StateTensors state)
    {
        List<OptimizerState> states = sgd.state_dict().State;
        foreach ((TrainableWeight weight, OptimizerState one) in groups.SelectMany(group => group.Weights).Zip(states))
        {
            var memory = (SGD.State)one;
            memory.momentum_buffer = state.AddOptional("sgd.momentum." + weight.Name, memory.momentum_buffer, weight.Value);
        }
    }

    public void Dispose() => sgd.Dispose();
}
