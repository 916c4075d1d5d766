using TorchSharp.Modules;

namespace Cifar.Models.Training.Optimization;

/// <summary>Weights that are treated alike.</summary>
/// <param name="Weights">The weights, at least one.</param>
/// <param name="Rate">Their learning rate as a factor of the common one.</param>
/// <param name="Decay">Their weight decay.</param>
internal sealed record WeightGroup(TrainableWeight[] Weights, double Rate, double Decay)
{
    public IEnumerable<Parameter> Parameters => Weights.Select(weight => weight.Value);

    public static WeightGroup[] Of(IReadOnlyList<TrainableWeight> weights, OptimizerSettings settings) =>
    [
        .. weights
            .GroupBy(weight => (Rate: RateOf(weight.Kind, settings), Decay: DecayOf(weight.Kind, settings)))
            .Select(group => new WeightGroup([.. group], group.Key.Rate, group.Key.Decay)),
    ];

    private static double RateOf(WeightKind kind, OptimizerSettings settings) => kind switch
    {
        WeightKind.Head => settings.HeadRate,
        WeightKind.Bias or WeightKind.Normalization => settings.BiasRate,
        _ => 1,
    };

    private static double DecayOf(WeightKind kind, OptimizerSettings settings) =>
        kind is WeightKind.Bias or WeightKind.Normalization && !settings.DecayNormalization ? 0 : settings.WeightDecay;
}
