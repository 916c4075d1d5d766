using System.Diagnostics;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Training.DataParallel;
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
    private readonly TrainingState state;
    private readonly TrainingCheckpoints? checkpoints;
    private readonly SharedTraining? shared;
    private readonly List<string> notes = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly int batchSize;
    private readonly int steps;
    private double earlierSeconds;
    private double earlierShare;
    private bool interrupted;

    public TrainingSession(
        TrainingOptions options,
        TrainingRecipe recipe,
        ImageNetwork network,
        TrainingData data,
        int[] training,
        int[] validation,
        IReadOnlyList<ITrainingObserver> observers,
        ITrainingGroup? group)
    {
        this.options = options;
        this.network = network;
        this.data = data;
        this.observers = observers;
        Device device = torch.device(options.Device);
        batchSize = AtMost(recipe.BatchSize, training.Length, "batch size", "there are no more training images");
        int translate = AtMost(recipe.Augmentation.Translate, Math.Min(data.Height, data.Width) - 1, "largest shift", "images are no larger");
        this.recipe = recipe with { BatchSize = batchSize, LearningRate = recipe.LearningRate * options.RateFactor((double)batchSize / recipe.BatchSize), Augmentation = recipe.Augmentation with { Translate = translate } };
        shared = group is { Size: > 1 } ? new(group, options.Seed) : null;
        var identity = shared is not null || options.CheckpointFolder is not null ? CheckpointIdentity.Of(network, options, this.recipe, data) : null;
        shared?.RequireSame(identity!);
        RequireImagesForAll(group);
        if (options.CheckpointFolder is { } folder && shared is null or { IsFirst: true })
        {
            checkpoints = new(new(folder, identity!, options.CheckpointsKept), options.CheckpointMinutes);
        }

        batches = new(data, this.recipe.Augmentation, device); // May take the pixels over, so nobody reads them after this.

        // From here on memory is libtorch's, of which the garbage collector knows nothing: it would not run again, whatever lies around from reading the images.
        data.Release();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        this.training = Indices(training, device);
        this.validation = Indices(validation, device);
        steps = training.Length / batchSize;
        if (recipe.Augmentation.Flip == FlipMode.Alternating)
        {
            mirroredFirst = rand(data.Count, 1).lt(0.5).to(device);
        }

        Prepare();
        shared?.StartAlike(network);
        state = new(network, recipe, mirroredFirst);
        shared?.Reduce(network);
        if (options.ValidationFraction > 0 && validation.Length == 0)
        {
            notes.Add("No class has enough images to hold one out; the last weights are kept.");
        }
    }

    public void Dispose()
    {
        shared?.Dispose();
        state.Dispose();
    }

    public TrainedNetwork Run(CancellationToken cancellationToken)
    {
        CheckpointState? resumed = options.ResumeFromCheckpoint ? checkpoints?.Load() : null;
        resumed = options.ResumeFromCheckpoint && shared is not null ? shared.Share(resumed) : resumed;
        int epoch = 1;
        if (resumed is not null)
        {
            state.Restore(resumed);
            earlierSeconds = resumed.Seconds;
            notes.AddRange(resumed.Notes);
            epoch = resumed.Position.Epoch;
            earlierShare = ShareDone(epoch, resumed.Position.Step);
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
        options, recipe, network, (int)training.shape[0], (int)validation.shape[0], steps, [.. state.Epochs], data.Normalization, Sample);

    /// <summary>Augmented images for people to look at; the random numbers of the training stay as they are.</summary>
    private Tensor Sample(int count)
    {
        using Tensor random = torch.random.get_rng_state();
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor indices = training.narrow(0, 0, Math.Min(count, training.shape[0]));
        Tensor sample = batches.Augmented(indices, Mirrored(indices, 1), int.MaxValue, BatchPart.Whole(indices.shape[0])).Inputs.MoveToOuterDisposeScope();
        torch.random.set_rng_state(random);
        return sample;
    }

    private bool OutOfPatience() => options.Patience is { } patience && validation.shape[0] > 0 && state.Epochs.Count - state.BestEpoch >= patience;

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
        EpochSums sums = midway ? TrainingState.SumsOf(resumed!) : default;
        double earlier = sums.Seconds;
        var watch = Stopwatch.StartNew();
        double rate = 0;
        TrainingProgress? report = null;
        shared?.AgreeToStop(cancellationToken.IsCancellationRequested);
        for (int step = firstStep; step < steps; step++)
        {
            sums = sums with { Seconds = earlier + watch.Elapsed.TotalSeconds };
            if (shared?.Stopped ?? cancellationToken.IsCancellationRequested)
            {
                interrupted = true;
                RequireFiniteWeights(epoch, step);
                checkpoints?.Save(() => state.Save(epoch, step, order, sums, Seconds));
                return;
            }

            if (step > firstStep && checkpoints is { IsDue: true })
            {
                RequireFiniteWeights(epoch, step);
                checkpoints.Save(() => state.Save(epoch, step, order, sums, Seconds));
            }

            long done = ((epoch - 1L) * steps) + step;
            long all = (long)recipe.Epochs * steps;
            rate = LearningRates.At(recipe.Schedule, recipe.LearningRate, done, all, steps) * state.RateFactor;
            (double loss, long correct) = Step(order.narrow(0, (long)step * batchSize, batchSize), epoch, rate, done, all, cancellationToken);
            sums = sums with { Loss = sums.Loss + loss, Correct = sums.Correct + correct };
            if (!double.IsFinite(sums.Loss))
            {
                throw Diverged(epoch, step + 1);
            }

            report = Report(epoch, step + 1, sums.Loss / (step + 1), rate, (step + 1 - firstStep) / watch.Elapsed.TotalSeconds);
            Tell(observer => observer.StepDone(report));
        }

        double speed = (double)(steps - firstStep) * batchSize / watch.Elapsed.TotalSeconds;
        RequireFiniteWeights(epoch, steps);
        shared?.TakeFromFirst(state.Shared);
        Evaluation? result = validation.shape[0] > 0 ? state.Evaluate(() => Evaluation.Of(network, batches, validation, shared)) : null;
        if (result is not null && !double.IsFinite(result.Loss))
        {
            throw Diverged(epoch, steps);
        }

        var completed = new TrainingEpoch(epoch, rate, sums.Loss / steps, result?.Loss, result?.Accuracy, speed, earlier + watch.Elapsed.TotalSeconds)
        {
            TrainingAccuracy = sums.Correct / ((double)steps * batchSize),
        };
        state.Complete(completed);
        checkpoints?.SaveEpoch(state.Delivered, completed, () => state.Save(epoch + 1, 0, null, default, Seconds));
        report = (report ?? Report(epoch, steps, sums.Loss / steps, rate, 0)) with
        {
            ValidationAccuracy = result?.Accuracy,
            ValidationLoss = result?.Loss,
            EpochDone = true,
            Remaining = Remaining(epoch, steps),
        };
        Tell(observer => observer.StepDone(report));
        Tell(observer => observer.EpochDone(completed, network));
    }

    private (double Loss, long Correct) Step(Tensor indices, int epoch, double rate, long done, long all, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchPart part = shared?.PartOf(batchSize) ?? BatchPart.Whole(batchSize);
        int side = recipe.ImageSizes.At((double)done / all, Math.Min(data.Height, data.Width));
        TrainingBatch batch = batches.Augmented(indices, Mirrored(indices, epoch), side, part);
        Tensor logits = shared is null ? network.call(batch.Inputs) : shared.WithOwnRandomNumbers(done, () => network.call(batch.Inputs));
        Tensor loss = batch.Loss(logits, recipe.LabelSmoothing);
        if (shared is null)
        {
            state.Step(loss, rate);
            return (loss.item<float>(), batch.Correct(logits));
        }

        (double Loss, long Correct) sums = default;
        shared.BeginBackward(part.Share, loss.item<float>(), batch.Correct(logits), cancellationToken.IsCancellationRequested);
        state.Step(loss, rate, () => sums = shared.EndBackward());
        return sums;
    }

    private Tensor? Mirrored(Tensor indices, int epoch) => recipe.Augmentation.Flip switch
    {
        FlipMode.Random => rand(new long[] { indices.shape[0], 1 }, device: indices.device).lt(0.5),
        FlipMode.Alternating => epoch % 2 == 1 ? mirroredFirst!.index_select(0, indices) : mirroredFirst!.index_select(0, indices).logical_not(),
        _ => null,
    };

    private TrainedNetwork Finish()
    {
        state.PutBestBack();
        network.eval();
        TrainingEpoch? kept = state.Best;
        var summary = new TrainingSummary(
            state.Epochs.Count,
            state.BestEpoch,
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
        return new(network, new(state.Epochs, state.BestEpoch, Seconds, notes), summary);
    }

    private double Seconds => earlierSeconds + clock.Elapsed.TotalSeconds;

    /// <summary>A step with a finite loss can still leave weights that are no numbers; they must not replace sound ones in a checkpoint or as the best.</summary>
    private void RequireFiniteWeights(int epoch, int step)
    {
        if (!state.IsFinite())
        {
            throw Diverged(epoch, step);
        }
    }

    private TrainingDivergedException Diverged(int epoch, int step)
    {
        interrupted = true;
        string kept = state.BestEpoch > 0 ? $"The weights of epoch {state.BestEpoch} are kept." : "No epoch was completed.";
        string written = checkpoints is { Written: true } ? $" The last checkpoint is in {options.CheckpointFolder}." : "";
        return new(
            $"The loss is not finite any more in epoch {epoch}, step {step}, at a peak learning rate of {recipe.LearningRate}. {kept}{written} Try a lower learning rate.",
            state.BestEpoch > 0 ? Finish() : null);
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
        TrainingEpoch? last = state.Epochs.Count > 0 ? state.Epochs[^1] : null;
        return new(epoch, recipe.Epochs, step, steps, loss, rate, stepsPerSecond * batchSize, Remaining(epoch, step), last?.ValidationAccuracy, last?.ValidationLoss, false);
    }

    private double ShareDone(int epoch, int step) => (epoch - 1 + ((double)step / steps)) / recipe.Epochs;

    /// <summary>At the pace since this process began: an earlier one may have had another machine, or rested.</summary>
    private TimeSpan Remaining(int epoch, int step)
    {
        double done = ShareDone(epoch, step);
        int side = Math.Min(data.Height, data.Width);
        return clock.Elapsed * (recipe.ImageSizes.Cost(done, 1, side) / recipe.ImageSizes.Cost(earlierShare, done, side));
    }

    private void RequireImagesForAll(ITrainingGroup? group)
    {
        if (group?.Size > batchSize)
        {
            throw new ArgumentException($"A batch of {batchSize} images cannot be divided among {group.Size} ranks. Take larger batches or fewer ranks.");
        }
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
