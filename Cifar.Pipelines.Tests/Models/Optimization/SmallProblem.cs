using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Optimization;

/// <summary>The problem of benchmarks/peers/make_optimizer_fixtures.py: a weight of each kind, to be brought near its target.</summary>
internal sealed class SmallProblem : IDisposable
{
    public const int Steps = 20;

    private static readonly (string Name, long[] Shape, WeightKind Kind)[] Parts =
    [
        ("conv.weight", [4, 2, 3, 3], WeightKind.Matrix),
        ("wide.weight", [6, 4, 1, 1], WeightKind.Matrix),
        ("tall.weight", [8, 4], WeightKind.Matrix),
        ("twin.weight", [8, 4], WeightKind.Matrix),
        ("norm.weight", [4], WeightKind.Normalization),
        ("norm.bias", [4], WeightKind.Bias),
        ("head.weight", [3, 8], WeightKind.Head),
    ];

    private readonly Tensor[] targets;

    public SmallProblem()
    {
        Weights = [.. Parts.Select((part, number) => new TrainableWeight(
            part.Name,
            new Parameter(Wave(part.Shape, angle => Math.Sin((angle * 0.7) + number))),
            part.Kind))];
        targets = [.. Parts.Select((part, number) => Wave(part.Shape, angle => Math.Cos((angle * 1.3) + (2 * number))))];
    }

    public TrainableWeight[] Weights { get; }

    /// <summary>All weights, one behind the other.</summary>
    public float[] Values => [.. Weights.SelectMany(weight => weight.Value.detach().contiguous().data<float>().ToArray())];

    public void Train(NetworkOptimizer optimizer, int steps, double learningRate)
    {
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.ZeroGrad();
            Loss().backward();
            optimizer.Step(learningRate);
        }
    }

    public void CopyTo(SmallProblem other)
    {
        using IDisposable mode = no_grad();
        foreach ((TrainableWeight from, TrainableWeight to) in Weights.Zip(other.Weights))
        {
            to.Value.copy_(from.Value);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in targets.Concat(Weights.Select(weight => weight.Value)))
        {
            tensor.Dispose();
        }
    }

    private Tensor Loss()
    {
        Tensor loss = zeros(1);
        foreach ((TrainableWeight weight, Tensor target) in Weights.Zip(targets))
        {
            loss = loss + (weight.Value - target).pow(2).sum() + (weight.Value.pow(3).sum() * 0.1);
        }

        return loss.sum();
    }

    private static Tensor Wave(long[] shape, Func<int, double> value) =>
        tensor([.. Enumerable.Range(0, (int)shape.Aggregate((product, size) => product * size)).Select(angle => (float)value(angle))], shape);
}
