using System.Diagnostics;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>One training from its first step to its last.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingOptions options;
    private readonly TrainingRecipe recipe;
    private readonly ImageNetwork network;
    private readonly ImageBatches batches;
    private readonly Tensor training;
    private readonly Tensor validation;
    private readonly optim.Optimizer optimizer;
    private readonly WeightSnapshot? average;
    private readonly WeightSnapshot best;
    private readonly WeightSnapshot current;
    private readonly List<TrainingEpoch> epochs = [];
    private readonly List<string> notes = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly int batchSize;
    private readonly int translate;
    private readonly int steps;
    private int bestEpoch;
    private long averagedSteps;
    private bool interrupted;

    public TrainingSession(TrainingOptions options, TrainingRecipe recipe, ImageNetwork network, TrainingData data, int[] training, int[] validation)
    {
        this.options = options;
        this.recipe = recipe;
        this.network = network;
        Device device = torch.device(options.Device);
        batches = new(data, device);
        this.training = Indices(training, device);
        this.validation = Indices(validation, device);
        batchSize = AtMost(options.BatchSize, training.Length, "batch size", "there are no more training images");
        translate = AtMost(recipe.Translate, Math.Min(data.Height, data.Width) - 1, "largest shift", "images are no larger");
        steps = training.Length / batchSize;
        optimizer = recipe.Optimizer == TrainingOptimizer.AdamW
            ? optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay)
            : optim.Adam(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
        average = recipe.AveragingDecay > 0 ? new(network) : null;
        best = new(network);
        current = new(network);
        if (options.ValidationFraction > 0 && validation.Length == 0)
        {
            notes.Add("No class has enough images to hold one out; the last weights are kept.");
        }
    }

    public void Dispose() => optimizer.Dispose();

    public TrainedNetwork Run(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        network.train();
        for (int epoch = 1; epoch <= options.Epochs && !interrupted && !OutOfPatience(); epoch++)
        {
            RunEpoch(epoch, progress, cancellationToken);
        }

        return Finish();
    }

    private bool OutOfPatience() => options.Patience is { } patience && validation.shape[0] > 0 && epochs.Count - bestEpoch >= patience;

    private void RunEpoch(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        Tensor order = training.index_select(0, randperm(training.shape[0], int64).to(training.device));
        double loss = 0, rate = 0;
        TrainingProgress? report = null;
        for (int step = 0; step < steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                interrupted = true;
                return;
            }

            rate = LearningRates.At(recipe.Schedule, recipe.LearningRate, ((epoch - 1L) * steps) + step, (long)options.Epochs * steps);
            loss += Step(order.narrow(0, (long)step * batchSize, batchSize), rate);
            if (!double.IsFinite(loss))
            {
                interrupted = true;
                throw Diverged(epoch, step + 1);
            }

            report = Report(epoch, step + 1, loss / (step + 1), rate, watch.Elapsed);
            progress?.Report(report);
        }

        double speed = (double)steps * batchSize / watch.Elapsed.TotalSeconds;
        Evaluation? result = Validate();
        epochs.Add(new(epoch, rate, loss / steps, result?.Loss, result?.Accuracy, speed, watch.Elapsed.TotalSeconds));
        KeepIfBest(result);
        progress?.Report(report! with { ValidationAccuracy = result?.Accuracy, ValidationLoss = result?.Loss, EpochDone = true, Remaining = Remaining(epoch, 0) });
    }

    private double Step(Tensor indices, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        Tensor logits = network.call(batches.Augmented(indices, recipe.Flip, translate));
        Tensor loss = nn.functional.cross_entropy(logits, batches.Labels(indices), label_smoothing: recipe.LabelSmoothing);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        averagedSteps++;
        // Early on the average forgets faster, so that a short training is not dragged down by its random start.
        average?.Approach(Math.Min(recipe.AveragingDecay, averagedSteps / (averagedSteps + 9.0)));
        return loss.item<float>();
    }

    /// <summary>Evaluates the weights that would be delivered now.</summary>
    private Evaluation? Validate()
    {
        if (validation.shape[0] == 0)
        {
            return null;
        }

        if (average is null)
        {
            return Evaluation.Of(network, batches, validation);
        }

        current.Take();
        average.PutBack();
        Evaluation result = Evaluation.Of(network, batches, validation);
        current.PutBack();
        return result;
    }

    private void KeepIfBest(Evaluation? result)
    {
        double? record = bestEpoch == 0 ? null : epochs[bestEpoch - 1].ValidationAccuracy;
        if (result is not null && record is not null && result.Accuracy <= record)
        {
            return;
        }

        bestEpoch = epochs.Count;
        current.Take();
        average?.PutBack();
        best.Take();
        current.PutBack();
    }

    private TrainedNetwork Finish()
    {
        // Before the end of the first epoch the average is still close to the random weights it started from.
        if (bestEpoch > 0)
        {
            best.PutBack();
        }

        network.eval();
        TrainingEpoch? kept = bestEpoch > 0 ? epochs[bestEpoch - 1] : null;
        var summary = new TrainingSummary(
            epochs.Count,
            bestEpoch,
            (int)training.shape[0],
            (int)validation.shape[0],
            kept?.ValidationAccuracy,
            kept?.ValidationLoss,
            kept?.TrainingLoss,
            batchSize,
            recipe.LearningRate,
            recipe.Optimizer.ToString(),
            recipe.Schedule.ToString(),
            recipe.WeightDecay,
            recipe.LabelSmoothing,
            recipe.AveragingDecay,
            options.Seed,
            interrupted);
        return new(network, new(epochs, bestEpoch, clock.Elapsed.TotalSeconds, notes), summary);
    }

    private TrainingDivergedException Diverged(int epoch, int step)
    {
        string kept = bestEpoch > 0 ? $"The weights of epoch {bestEpoch} are kept." : "No epoch was completed.";
        return new(
            $"The loss is not finite any more in epoch {epoch}, step {step}, at a peak learning rate of {recipe.LearningRate}. {kept} Try a lower learning rate.",
            bestEpoch > 0 ? Finish() : null);
    }

    private TrainingProgress Report(int epoch, int step, double loss, double rate, TimeSpan elapsed)
    {
        TrainingEpoch? last = epochs.Count > 0 ? epochs[^1] : null;
        double speed = step * batchSize / Math.Max(elapsed.TotalSeconds, 1e-9);
        return new(epoch, options.Epochs, step, steps, loss, rate, speed, Remaining(epoch, step), last?.ValidationAccuracy, last?.ValidationLoss, false);
    }

    private TimeSpan Remaining(int epoch, int step)
    {
        // At the end of an epoch it is already among the completed ones.
        double done = step == 0 ? epoch : epoch - 1 + ((double)step / steps);
        return clock.Elapsed * ((options.Epochs - done) / done);
    }

    private int AtMost(int wanted, int limit, string what, string why)
    {
        if (wanted > limit)
        {
            notes.Add($"The {what} is reduced from {wanted} to {limit}: {why}.");
        }

        return Math.Min(wanted, limit);
    }

    private static Tensor Indices(int[] indices, Device device) => tensor(Array.ConvertAll(indices, index => (long)index), new long[] { indices.Length }).to(device);
}
