using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>What the optimisers that have groups do with them.</summary>
internal static class WeightGroups
{
    /// <summary>Sets the rates of an optimiser that was made with these groups.</summary>
    public static void SetRates(this WeightGroup[] groups, optim.Optimizer optimizer, double learningRate)
    {
        foreach ((WeightGroup group, optim.ILearningRateController controller) in groups.Zip(optimizer.ParamGroups))
        {
            controller.LearningRate = learningRate * group.Rate;
        }
    }

    /// <summary>Names of the weights with their places among the states of an optimiser that was made with these groups.</summary>
    public static IEnumerable<(int Index, string Name)> Names(this WeightGroup[] groups) =>
        groups.SelectMany(group => group.Weights).Select((weight, index) => (index, weight.Name));
}
