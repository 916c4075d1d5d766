using Cifar.Models.Networks;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>What a training changes as it goes, and what a checkpoint holds: weights, their average, the best ones, the optimiser, the epochs so far.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly TrainingRecipe recipe;
    private readonly MasterWeights weights;
    private readonly NetworkOptimizer optimizer;
    private readonly PlateauRate plateau;
    private readonly WeightSnapshot? average;
    private readonly WeightSnapshot best;
    private readonly WeightSnapshot current;
    private readonly Tensor? mirroredFirst;
    private readonly List<TrainingEpoch> epochs = [];
    private long averagedSteps;

    /// <param name="network">The network, with the weights it starts from.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="mirroredFirst">Which images are mirrored in the first epoch, bool; null where that is drawn anew.</param>
    public TrainingState(ImageNetwork network, TrainingRecipe recipe, Tensor? mirroredFirst)
    {
        this.recipe = recipe;
        this.mirroredFirst = mirroredFirst;
        weights = new(network, recipe.Precision);
        optimizer = NetworkOptimizer.Create(weights.Trainable, recipe.Optimizer);
        plateau = new(recipe.Schedule);
        average = recipe.AveragingDecay > 0 ? new(weights.All) : null;
        best = new(weights.All);
        current = new(weights.All);
    }

    /// <summary>The completed epochs.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs => epochs;

    /// <summary>Number of the epoch whose weights are kept; 0 before the end of the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The epoch whose weights are kept.</summary>
    public TrainingEpoch? Best => BestEpoch > 0 ? epochs[BestEpoch - 1] : null;

    /// <summary>What the schedule's rate is multiplied with.</summary>
    public double RateFactor => plateau.Factor;

    /// <summary>The weights that would be delivered now.</summary>
    public IReadOnlyDictionary<string, Tensor> Delivered => average?.Copies ?? weights.All;

    public void Dispose()
    {
        optimizer.Dispose();
        weights.Dispose();
    }

    /// <summary>Weights, running statistics and their average: what several ranks must agree on before they evaluate.</summary>
    public IEnumerable<Tensor> Shared => [.. weights.All.Values, .. average?.Copies.Values ?? []];

    /// <summary>Changes the weights by one step against the gradients of a loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="reduce">Done once the gradients are there, before they are used; null for nothing.</param>
    public void Step(Tensor loss, double rate, Action? reduce = null)
    {
        optimizer.ZeroGrad();
        loss.backward();
        reduce?.Invoke();
        weights.CollectGradients();
        optimizer.Step(rate);
        weights.Publish();
        averagedSteps++;
        // Early on the average forgets faster, so that a short training is not dragged down by its random start.
        average?.Approach(Math.Min(recipe.AveragingDecay, averagedSteps / (averagedSteps + 9.0)));
    }

    /// <summary>Whether all weights are numbers.</summary>
    public bool IsFinite()
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return weights.All.Values.Where(weight => weight.is_floating_point()).All(weight => weight.isfinite().all().item<bool>());
    }

    /// <summary>Evaluates the weights that would be delivered now.</summary>
    public Evaluation Evaluate(Func<Evaluation> evaluate)
    {
        if (average is null)
        {
            return evaluate();
        }

        current.Take();
        average.PutBack();
        weights.Publish();
        Evaluation result = evaluate();
        current.PutBack();
        weights.Publish();
        return result;
    }

    /// <summary>Takes note of a completed epoch, and of its weights where none before were better.</summary>
    public void Complete(TrainingEpoch epoch)
    {
        double? record = Best?.ValidationAccuracy;
        epochs.Add(epoch);
        if (epoch.ValidationAccuracy is null || record is null || epoch.ValidationAccuracy > record)
        {
            BestEpoch = epochs.Count;
            WeightSnapshot.Copy(Delivered, best.Copies);
        }

        if (recipe.Schedule.Schedule == LearningRateSchedule.Plateau)
        {
            plateau.EpochDone(epoch.ValidationLoss ?? epoch.TrainingLoss);
        }
    }

    /// <summary>Gives the network the best weights.</summary>
    public void PutBestBack()
    {
        // Before the end of the first epoch the average is still close to the random weights it started from.
        if (BestEpoch > 0)
        {
            best.PutBack();
        }

        weights.Publish();
    }

    /// <summary>All that a checkpoint must hold.</summary>
    public CheckpointState Save(int epoch, int step, Tensor? order, EpochSums sums, double seconds)
    {
        var tensors = new Dictionary<string, Tensor>();
        tensors.Add(CheckpointTensors.Network, weights.All);
        tensors.Add(CheckpointTensors.Optimizer, optimizer.State);
        tensors.Add(CheckpointTensors.Best, best.Copies);
        if (average is not null)
        {
            tensors.Add(CheckpointTensors.Average, average.Copies);
        }

        if (order is not null)
        {
            tensors.Add(CheckpointTensors.Order, order);
        }

        if (mirroredFirst is not null)
        {
            tensors.Add(TrainingCheckpoints.MirroredFirst, mirroredFirst);
        }

        tensors.Add(CheckpointTensors.RandomState, random.get_rng_state());
        return new(
            new(epoch, step, BestEpoch, averagedSteps),
            tensors,
            [.. epochs],
            new Dictionary<string, double>
            {
                [TrainingCheckpoints.EpochLoss] = sums.Loss,
                [TrainingCheckpoints.EpochCorrect] = sums.Correct,
                [TrainingCheckpoints.EpochSeconds] = sums.Seconds,
                [TrainingCheckpoints.PlateauFactor] = plateau.Factor,
                [TrainingCheckpoints.PlateauLowest] = plateau.Lowest,
                [TrainingCheckpoints.PlateauWaited] = plateau.Waited,
            },
            seconds);
    }

    /// <summary>What the epoch that a checkpoint was written in had come to.</summary>
    public static EpochSums SumsOf(CheckpointState state) => new(
        state.Scalars[TrainingCheckpoints.EpochLoss], state.Scalars[TrainingCheckpoints.EpochCorrect], state.Scalars[TrainingCheckpoints.EpochSeconds]);

    /// <summary>Goes back to what a checkpoint holds.</summary>
    public void Restore(CheckpointState state)
    {
        IReadOnlyDictionary<string, Tensor> tensors = state.Tensors;
        WeightSnapshot.Copy(tensors.Part(CheckpointTensors.Network), weights.All);
        weights.Publish();
        optimizer.Restore(tensors.Part(CheckpointTensors.Optimizer));
        best.Restore(tensors.Part(CheckpointTensors.Best));
        average?.Restore(tensors.Part(CheckpointTensors.Average));
        if (mirroredFirst is not null)
        {
            using IDisposable mode = no_grad();
            mirroredFirst.copy_(tensors[TrainingCheckpoints.MirroredFirst]);
        }

        random.set_rng_state(tensors[CheckpointTensors.RandomState]);
        plateau.Restore(
            state.Scalars[TrainingCheckpoints.PlateauFactor], state.Scalars[TrainingCheckpoints.PlateauLowest], (int)state.Scalars[TrainingCheckpoints.PlateauWaited]);
        epochs.AddRange(state.Epochs);
        BestEpoch = state.Position.BestEpoch;
        averagedSteps = state.Position.AveragedSteps;
    }
}
