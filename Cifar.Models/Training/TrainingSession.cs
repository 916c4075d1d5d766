using System.Diagnostics;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Training.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>One training from its first step, or from where a checkpoint left it, to its last.</summary>
internal sealed class TrainingSession : IDisposable
{
    private const int ImagesToPrepareWith = 5000;

    private readonly TrainingOptions options;
    private readonly TrainingRecipe recipe;
    private readonly ImageNetwork network;
    private readonly TrainingData data;
    private readonly IReadOnlyList<ITrainingObserver> observers;
    private readonly ImageBatches batches;
    private readonly Tensor training;
    private readonly Tensor validation;
    private readonly Tensor? mirroredFirst;
    private readonly MasterWeights weights;
    private readonly NetworkOptimizer optimizer;
    private readonly PlateauRate plateau;
    private readonly WeightSnapshot? average;
    private readonly WeightSnapshot best;
    private readonly WeightSnapshot current;
    private readonly TrainingCheckpoints? checkpoints;
    private readonly List<TrainingEpoch> epochs = [];
    private readonly List<string> notes = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly int batchSize;
    private readonly int steps;
    private double earlierSeconds;
    private int bestEpoch;
    private long averagedSteps;
    private bool interrupted;

    public TrainingSession(
        TrainingOptions options,
        TrainingRecipe recipe,
        ImageNetwork network,
        TrainingData data,
        int[] training,
        int[] validation,
        IReadOnlyList<ITrainingObserver> observers)
    {
        this.options = options;
        this.network = network;
        this.data = data;
        this.observers = observers;
        Device device = torch.device(options.Device);
        batchSize = AtMost(recipe.BatchSize, training.Length, "batch size", "there are no more training images");
        int translate = AtMost(recipe.Augmentation.Translate, Math.Min(data.Height, data.Width) - 1, "largest shift", "images are no larger");
        this.recipe = recipe with { BatchSize = batchSize, Augmentation = recipe.Augmentation with { Translate = translate } };
        batches = new(data, this.recipe.Augmentation, device);
        this.training = Indices(training, device);
        this.validation = Indices(validation, device);
        steps = training.Length / batchSize;
        if (recipe.Augmentation.Flip == FlipMode.Alternating)
        {
            mirroredFirst = rand(data.Count, 1).lt(0.5).to(device);
        }

        Prepare();
        weights = new(network, recipe.Precision);
        optimizer = NetworkOptimizer.Create(weights.Trainable, recipe.Optimizer);
        plateau = new(recipe.Schedule);
        average = recipe.AveragingDecay > 0 ? new(weights.All) : null;
        best = new(weights.All);
        current = new(weights.All);
        if (options.CheckpointFolder is { } folder)
        {
            checkpoints = new(new(folder, CheckpointIdentity.Of(network, options, this.recipe, data), options.CheckpointsKept), options.CheckpointMinutes);
        }

        // From here on memory is libtorch's, of which the garbage collector knows nothing: it would not run again, whatever lies around from reading the images.
        data.Release();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (options.ValidationFraction > 0 && validation.Length == 0)
        {
            notes.Add("No class has enough images to hold one out; the last weights are kept.");
        }
    }

    public void Dispose()
    {
        optimizer.Dispose();
        weights.Dispose();
    }

    public TrainedNetwork Run(CancellationToken cancellationToken)
    {
        CheckpointState? resumed = options.ResumeFromCheckpoint ? checkpoints?.Load() : null;
        int epoch = 1;
        if (resumed is not null)
        {
            Restore(resumed);
            epoch = resumed.Position.Epoch;
            if (epoch > recipe.Epochs || OutOfPatience())
            {
                notes.Add("The training was complete already; its result is delivered once more.");
            }
        }

        checkpoints?.RequireWritable();
        Tell(observer => observer.Started(Start()));
        network.train();
        for (; epoch <= recipe.Epochs && !interrupted && !OutOfPatience(); epoch++)
        {
            RunEpoch(epoch, resumed, cancellationToken);
            resumed = null;
        }

        TrainedNetwork trained = Finish();
        Tell(observer => observer.Ended(trained.History, trained.Summary));
        return trained;
    }

    private void Prepare()
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        network.Prepare(batches.Plain(training.narrow(0, 0, Math.Min(ImagesToPrepareWith, training.shape[0]))));
    }

    private TrainingStart Start() => new(
        options, recipe, network, (int)training.shape[0], (int)validation.shape[0], steps, [.. epochs], data.Normalization, Sample);

    /// <summary>Augmented images for people to look at; the random numbers of the training stay as they are.</summary>
    private Tensor Sample(int count)
    {
        using Tensor random = torch.random.get_rng_state();
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor indices = training.narrow(0, 0, Math.Min(count, training.shape[0]));
        Tensor sample = batches.Augmented(indices, Mirrored(indices, 1), int.MaxValue).Inputs.MoveToOuterDisposeScope();
        torch.random.set_rng_state(random);
        return sample;
    }

    private bool OutOfPatience() => options.Patience is { } patience && validation.shape[0] > 0 && epochs.Count - bestEpoch >= patience;

    private void RunEpoch(int epoch, CheckpointState? resumed, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        network.BeginEpoch(epoch);
        // One that was cancelled before its first step has its order too: drawing it has moved the random numbers on.
        bool midway = resumed?.Tensors.ContainsKey(CheckpointTensors.Order) == true;
        Tensor order = midway
            ? resumed!.Tensors[CheckpointTensors.Order].to(training.device)
            : training.index_select(0, randperm(training.shape[0], int64).to(training.device));
        int firstStep = midway ? resumed!.Position.Step : 0;
        double loss = midway ? resumed!.Scalars[TrainingCheckpoints.EpochLoss] : 0;
        double earlier = midway ? resumed!.Scalars[TrainingCheckpoints.EpochSeconds] : 0;
        var watch = Stopwatch.StartNew();
        double rate = 0;
        TrainingProgress? report = null;
        for (int step = firstStep; step < steps; step++)
        {
            double seconds = earlier + watch.Elapsed.TotalSeconds;
            if (cancellationToken.IsCancellationRequested)
            {
                interrupted = true;
                RequireFiniteWeights(epoch, step);
                checkpoints?.Save(() => State(epoch, step, order, loss, seconds));
                return;
            }

            if (step > firstStep && checkpoints is { IsDue: true })
            {
                RequireFiniteWeights(epoch, step);
                checkpoints.Save(() => State(epoch, step, order, loss, seconds));
            }

            long done = ((epoch - 1L) * steps) + step;
            long all = (long)recipe.Epochs * steps;
            rate = LearningRates.At(recipe.Schedule, recipe.LearningRate, done, all, steps) * plateau.Factor;
            loss += Step(order.narrow(0, (long)step * batchSize, batchSize), epoch, rate, (double)done / all);
            if (!double.IsFinite(loss))
            {
                throw Diverged(epoch, step + 1);
            }

            report = Report(epoch, step + 1, loss / (step + 1), rate, (step + 1 - firstStep) / watch.Elapsed.TotalSeconds);
            Tell(observer => observer.StepDone(report));
        }

        double speed = (double)(steps - firstStep) * batchSize / watch.Elapsed.TotalSeconds;
        RequireFiniteWeights(epoch, steps);
        Evaluation? result = Validate();
        if (result is not null && !double.IsFinite(result.Loss))
        {
            throw Diverged(epoch, steps);
        }

        var completed = new TrainingEpoch(epoch, rate, loss / steps, result?.Loss, result?.Accuracy, speed, earlier + watch.Elapsed.TotalSeconds);
        epochs.Add(completed);
        KeepIfBest(result);
        if (recipe.Schedule.Schedule == LearningRateSchedule.Plateau)
        {
            plateau.EpochDone(result?.Loss ?? (loss / steps));
        }

        checkpoints?.SaveEpoch(Delivered, completed, () => State(epoch + 1, 0, null, 0, 0));
        report = (report ?? Report(epoch, steps, loss / steps, rate, 0)) with
        {
            ValidationAccuracy = result?.Accuracy, ValidationLoss = result?.Loss, EpochDone = true, Remaining = Remaining(epoch, 0),
        };
        Tell(observer => observer.StepDone(report));
        Tell(observer => observer.EpochDone(completed, network));
    }

    private double Step(Tensor indices, int epoch, double rate, double shareDone)
    {
        using DisposeScope scope = NewDisposeScope();
        TrainingBatch batch = batches.Augmented(indices, Mirrored(indices, epoch), recipe.ImageSizes.At(shareDone, Math.Min(data.Height, data.Width)));
        Tensor loss = batch.Loss(network.call(batch.Inputs), recipe.LabelSmoothing);
        optimizer.ZeroGrad();
        loss.backward();
        weights.CollectGradients();
        optimizer.Step(rate);
        weights.Publish();
        averagedSteps++;
        // Early on the average forgets faster, so that a short training is not dragged down by its random start.
        average?.Approach(Math.Min(recipe.AveragingDecay, averagedSteps / (averagedSteps + 9.0)));
        return loss.item<float>();
    }

    private Tensor? Mirrored(Tensor indices, int epoch) => recipe.Augmentation.Flip switch
    {
        FlipMode.Random => rand(new long[] { indices.shape[0], 1 }, device: indices.device).lt(0.5),
        FlipMode.Alternating => epoch % 2 == 1 ? mirroredFirst!.index_select(0, indices) : mirroredFirst!.index_select(0, indices).logical_not(),
        _ => null,
    };

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
        weights.Publish();
        Evaluation result = Evaluation.Of(network, batches, validation);
        current.PutBack();
        weights.Publish();
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
        WeightSnapshot.Copy(Delivered, best.Copies);
    }

    private TrainedNetwork Finish()
    {
        // Before the end of the first epoch the average is still close to the random weights it started from.
        if (bestEpoch > 0)
        {
            best.PutBack();
        }

        weights.Publish();
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
            recipe.Optimizer.Optimizer.ToString(),
            recipe.Schedule.Schedule.ToString(),
            recipe.Optimizer.WeightDecay,
            recipe.LabelSmoothing,
            recipe.AveragingDecay,
            options.Seed,
            interrupted);
        return new(network, new(epochs, bestEpoch, Seconds, notes), summary);
    }

    /// <summary>The weights that would be delivered now.</summary>
    private IReadOnlyDictionary<string, Tensor> Delivered => average?.Copies ?? weights.All;

    private double Seconds => earlierSeconds + clock.Elapsed.TotalSeconds;

    private CheckpointState State(int epoch, int step, Tensor? order, double epochLoss, double epochSeconds)
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

        tensors.Add(CheckpointTensors.RandomState, torch.random.get_rng_state());
        return new(
            new(epoch, step, bestEpoch, averagedSteps),
            tensors,
            [.. epochs],
            new Dictionary<string, double>
            {
                [TrainingCheckpoints.EpochLoss] = epochLoss,
                [TrainingCheckpoints.EpochSeconds] = epochSeconds,
                [TrainingCheckpoints.PlateauFactor] = plateau.Factor,
                [TrainingCheckpoints.PlateauLowest] = plateau.Lowest,
                [TrainingCheckpoints.PlateauWaited] = plateau.Waited,
            },
            Seconds);
    }

    private void Restore(CheckpointState state)
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

        torch.random.set_rng_state(tensors[CheckpointTensors.RandomState]);
        plateau.Restore(
            state.Scalars[TrainingCheckpoints.PlateauFactor], state.Scalars[TrainingCheckpoints.PlateauLowest], (int)state.Scalars[TrainingCheckpoints.PlateauWaited]);
        epochs.AddRange(state.Epochs);
        bestEpoch = state.Position.BestEpoch;
        averagedSteps = state.Position.AveragedSteps;
        earlierSeconds = state.Seconds;
        notes.AddRange(state.Notes);
    }

    /// <summary>A step with a finite loss can still leave weights that are no numbers; they must not replace sound ones in a checkpoint or as the best.</summary>
    private void RequireFiniteWeights(int epoch, int step)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        if (!weights.All.Values.Where(weight => weight.is_floating_point()).All(weight => weight.isfinite().all().item<bool>()))
        {
            throw Diverged(epoch, step);
        }
    }

    private TrainingDivergedException Diverged(int epoch, int step)
    {
        interrupted = true;
        string kept = bestEpoch > 0 ? $"The weights of epoch {bestEpoch} are kept." : "No epoch was completed.";
        string written = checkpoints is { Written: true } ? $" The last checkpoint is in {options.CheckpointFolder}." : "";
        return new(
            $"The loss is not finite any more in epoch {epoch}, step {step}, at a peak learning rate of {recipe.LearningRate}. {kept}{written} Try a lower learning rate.",
            bestEpoch > 0 ? Finish() : null);
    }

    private void Tell(Action<ITrainingObserver> news)
    {
        foreach (ITrainingObserver observer in observers)
        {
            news(observer);
        }
    }

    private TrainingProgress Report(int epoch, int step, double loss, double rate, double stepsPerSecond)
    {
        TrainingEpoch? last = epochs.Count > 0 ? epochs[^1] : null;
        return new(epoch, recipe.Epochs, step, steps, loss, rate, stepsPerSecond * batchSize, Remaining(epoch, step), last?.ValidationAccuracy, last?.ValidationLoss, false);
    }

    private TimeSpan Remaining(int epoch, int step)
    {
        // At the end of an epoch it is already among the completed ones.
        double done = step == 0 ? epoch : epoch - 1 + ((double)step / steps);
        return TimeSpan.FromSeconds(Seconds * ((recipe.Epochs - done) / done));
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
