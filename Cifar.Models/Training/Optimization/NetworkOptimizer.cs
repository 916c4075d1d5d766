using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>Changes the weights of a network by their gradients, and hands out all that decides how it goes on.</summary>
internal sealed class NetworkOptimizer : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly IUpdateRule[] rules;
    private readonly double? limit;

    private NetworkOptimizer(IReadOnlyList<TrainableWeight> weights, double? limit, IUpdateRule[] rules)
    {
        parameters = [.. weights.Select(weight => weight.Value)];
        this.limit = limit;
        this.rules = rules;
    }

    /// <summary>Norm of all gradients of the last step together, before they were clipped; NaN where nothing is clipped.</summary>
    public double LastGradientNorm { get; private set; } = double.NaN;

    /// <summary>
    /// All that decides how the training goes on, besides the weights. The tensors share memory with the optimiser where they can (copy what is to be
    /// kept) and are the caller's to dispose.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            var saved = StateTensors.ToWrite();
            Describe(saved);
            return saved.Tensors;
        }
    }

    /// <summary>Creates the optimiser that the settings name.</summary>
    /// <param name="weights">The weights to change; their names identify them in <see cref="State"/>.</param>
    /// <param name="settings">The rule and its constants.</param>
    public static NetworkOptimizer Create(IReadOnlyList<TrainableWeight> weights, OptimizerSettings settings)
    {
        List<IUpdateRule> rules = settings.Optimizer switch
        {
            TrainingOptimizer.Adam => [new AdamRule(weights, settings)],
            TrainingOptimizer.AdamW => [new AdamWRule(weights, settings)],
            TrainingOptimizer.Sgd => [new SgdRule(weights, settings)],
            TrainingOptimizer.Muon =>
            [
                new MuonRule([.. weights.Where(weight => weight.Kind == WeightKind.Matrix)], settings),
                new SgdRule([.. weights.Where(weight => weight.Kind != WeightKind.Matrix)], settings with { DecoupledDecay = true }),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimizer, "There is no such optimiser."),
        };
        if (settings.LookaheadSteps > 0)
        {
            rules.Add(new Lookahead(weights, settings.LookaheadSteps, settings.LookaheadShare));
        }

        return new(weights, settings.GradientClip, [.. rules]);
    }

    /// <summary>Changes the weights by their gradients.</summary>
    /// <param name="learningRate">The rate of this step; biases, norm layers and the last layer's matrix have theirs relative to it.</param>
    public void Step(double learningRate)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        if (limit is { } most)
        {
            LastGradientNorm = nn.utils.clip_grad_norm_(parameters, most);
        }

        foreach (IUpdateRule rule in rules)
        {
            rule.Apply(learningRate);
        }
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (Parameter parameter in parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>Takes up what <see cref="State"/> gave.</summary>
    /// <param name="state">Tensors by name; copied.</param>
    /// <exception cref="InvalidDataException">The state is of other weights, or of another optimiser.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var saved = StateTensors.ToRead(state);
        Describe(saved);
        saved.RequireAllUsed();
    }

    public void Dispose()
    {
        foreach (IUpdateRule rule in rules)
        {
            rule.Dispose();
        }
    }

    private void Describe(StateTensors state)
    {
        foreach (IUpdateRule rule in rules)
        {
            rule.Describe(state);
        }
    }
}
