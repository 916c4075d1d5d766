using System.Text.Json;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Optimization;

[Collection(TorchTests.Name)]
public sealed class NetworkOptimizerTests
{
    private static readonly Dictionary<string, (OptimizerSettings Settings, double Rate)> Cases = new()
    {
        ["sgd"] = (new() { Optimizer = TrainingOptimizer.Sgd }, 0.01),
        ["sgd-decay"] = (new() { Optimizer = TrainingOptimizer.Sgd, WeightDecay = 0.02 }, 0.01),
        ["sgd-decay-all-rates"] = (
            new() { Optimizer = TrainingOptimizer.Sgd, WeightDecay = 0.02, DecayNormalization = true, Momentum = 0.8, BiasRate = 2, HeadRate = 0.5 },
            0.01),
        ["sgd-decoupled"] = (new() { Optimizer = TrainingOptimizer.Sgd, WeightDecay = 0.5, DecoupledDecay = true, HeadRate = 0.5 }, 0.01),
        ["sgd-clip"] = (new() { Optimizer = TrainingOptimizer.Sgd, GradientClip = 5 }, 0.01),
        ["adam"] = (new() { Optimizer = TrainingOptimizer.Adam, WeightDecay = 0.02 }, 0.01),
        ["adamw"] = (new() { Optimizer = TrainingOptimizer.AdamW, WeightDecay = 0.05 }, 0.01),
        ["adamw-all-rates"] = (
            new() { WeightDecay = 0.05, DecayNormalization = true, Momentum = 0.8, SquareMomentum = 0.99, BiasRate = 2, HeadRate = 0.5 },
            0.01),
        ["adamw-lookahead"] = (new() { Optimizer = TrainingOptimizer.AdamW, LookaheadSteps = 6, LookaheadShare = 0.8 }, 0.01),
        ["muon"] = (new() { Optimizer = TrainingOptimizer.Muon, Momentum = 0.85, BiasRate = 2.65, HeadRate = 0.5 }, 0.02),
        ["muon-plain"] = (
            new() { Optimizer = TrainingOptimizer.Muon, MatrixMomentum = 0.9, NewtonSchulzSteps = 5, NormalizeMatrices = false },
            0.02),
        ["muon-decay"] = (
            new() { Optimizer = TrainingOptimizer.Muon, WeightDecay = 0.5, DecayNormalization = true, NormalizeMatrices = false, HeadRate = 2 },
            0.02),
        ["muon-lookahead-clip"] = (new() { Optimizer = TrainingOptimizer.Muon, LookaheadSteps = 3, GradientClip = 2, WeightDecay = 0.1 }, 0.02),
    };

    private static readonly JsonElement Fixture =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "optimization", "optimizers.json"))).RootElement;

    public static TheoryData<string> All => [.. Cases.Keys];

    public static TheoryData<string> Known => [.. Fixture.EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Twenty_steps_equal_PyTorchs(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (OptimizerSettings settings, double rate) = Cases[name];
        using var problem = new SmallProblem();
        using var optimizer = NetworkOptimizer.Create(problem.Weights, settings);
        problem.Train(optimizer, SmallProblem.Steps, rate);
        JsonElement expected = Fixture.GetProperty(name);
        float[] weights = [.. expected.GetProperty("weights").EnumerateObject().SelectMany(weight => weight.Value.EnumerateArray()).Select(value => value.GetSingle())];
        // The products of Newton-Schulz may be summed in another order.
        double tolerance = settings.Optimizer == TrainingOptimizer.Muon ? 1e-5 : 1e-6;
        Assert.All(problem.Values.Zip(weights), pair => Assert.Equal(pair.Second, pair.First, tolerance * (1 + Math.Abs(pair.Second))));
        if (expected.GetProperty("norm").ValueKind == JsonValueKind.Number)
        {
            Assert.Equal(expected.GetProperty("norm").GetDouble(), optimizer.LastGradientNorm, 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Going_on_from_a_saved_state_gives_the_same_weights_bit_for_bit(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (OptimizerSettings settings, double rate) = Cases[name];
        foreach (int first in new[] { 0, 1, 7 })
        {
            using var straight = new SmallProblem();
            using var optimizer = NetworkOptimizer.Create(straight.Weights, settings);
            straight.Train(optimizer, first, rate);
            Dictionary<string, Tensor> saved = optimizer.State.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
            using var resumed = new SmallProblem();
            using var another = NetworkOptimizer.Create(resumed.Weights, settings);
            resumed.Train(another, 2, rate);
            straight.CopyTo(resumed);
            straight.Train(optimizer, 9, rate);
            another.Restore(saved);
            resumed.Train(another, 9, rate);
            Assert.Equal(straight.Values, resumed.Values);
        }
    }

    [Fact]
    public void A_state_of_another_optimiser_or_network_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using var problem = new SmallProblem();
        using var adam = NetworkOptimizer.Create(problem.Weights, new());
        using var sgd = NetworkOptimizer.Create(problem.Weights, Cases["sgd"].Settings);
        problem.Train(sgd, 1, 0.01);
        Assert.Contains("adam.steps", Assert.Throws<InvalidDataException>(() => adam.Restore(sgd.State)).Message, StringComparison.Ordinal);
        Assert.Contains("does not know", Assert.Throws<InvalidDataException>(() => sgd.Restore(adam.State)).Message, StringComparison.Ordinal);
        var wrong = adam.State.ToDictionary(entry => entry.Key, entry => entry.Key == "adam.mean.norm.bias" ? zeros(9) : entry.Value);
        Assert.Contains("[9], expected Float32 [4]", Assert.Throws<InvalidDataException>(() => adam.Restore(wrong)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Steps_leave_no_tensors_behind(string name)
    {
        (OptimizerSettings settings, double rate) = Cases[name];
        using var problem = new SmallProblem();
        using var optimizer = NetworkOptimizer.Create(problem.Weights, settings);
        problem.Train(optimizer, 7, rate);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        problem.Train(optimizer, 12, rate);
        optimizer.ZeroGrad();
        using (NewDisposeScope())
        {
            optimizer.Restore(optimizer.State.ToDictionary(entry => entry.Key, entry => entry.Value.clone()));
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Decoupled_decay_shrinks_weights_by_rate_times_decay()
    {
        using DisposeScope scope = NewDisposeScope();
        using var problem = new SmallProblem();
        using var optimizer = NetworkOptimizer.Create(problem.Weights, Cases["sgd-decoupled"].Settings);
        float[] before = problem.Values;
        foreach (TrainableWeight weight in problem.Weights)
        {
            weight.Value.grad = zeros_like(weight.Value);
        }

        optimizer.Step(0.1);
        float[] after = problem.Values;
        Assert.Equal(before[0] * 0.95f, after[0], 1e-6f);
        Assert.Equal(before[^1] * 0.975f, after[^1], 1e-6f);
        Assert.Equal(before[^25], after[^25]);
    }

    [Fact]
    public void Forgotten_gradients_change_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using var problem = new SmallProblem();
        using var optimizer = NetworkOptimizer.Create(problem.Weights, new() { Optimizer = TrainingOptimizer.Muon, GradientClip = 1 });
        float[] before = problem.Values;
        optimizer.ZeroGrad();
        optimizer.Step(0.1);
        Assert.Equal(before, problem.Values);
        Assert.Equal(0, optimizer.LastGradientNorm);
    }
}
