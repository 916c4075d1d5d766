using System.Diagnostics;
using Cifar.Models.Data;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Trains the last blocks of a backbone together with a head that has converged on its features.</summary>
/// <remarks>
/// What makes it gain and not lose: the head starts from its optimum, so no random gradients reach the backbone; learning rates are small and shrink
/// towards the image; batch normalisation stays as it is; and weights are kept only if they are better on held-out images.
/// </remarks>
internal sealed class FineTuner(Backbone backbone, TransferOptions options, OnnxModule network, Linear head, LabeledImages images, TransferSplit split)
{
    private const double WarmUp = 0.1;

    private readonly Device device = torch.device(options.Device);

    /// <summary>Trains; network and head then have the best weights.</summary>
    /// <param name="frozenAccuracy">What the head reaches on the held-out images with the backbone as it is; null without any.</param>
    /// <param name="progress">Told as the work goes on; null for nobody.</param>
    /// <param name="cancellationToken">Ends the training; the best weights so far are kept.</param>
    public FineTuneResult Run(double? frozenAccuracy, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        random.manual_seed(options.Seed);
        int unfrozen = Math.Min(options.UnfreezeLast, network.Blocks.Count - 1);
        if (unfrozen < 1)
        {
            throw new BackboneException($"{backbone.Name} has one block only; there is nothing to freeze and nothing to unfreeze.");
        }

        int frozenBlocks = network.Blocks.Count - unfrozen;
        using OnnxModule frozen = network.First(frozenBlocks), blocks = network.After(frozenBlocks);
        using BoundaryActivations activations = BoundaryActivations.Open(frozen, backbone, images, options, Relay.Features(progress, TransferStage.Activations), cancellationToken);
        blocks.TrainsBatchNormalization = options.TrainBatchNormalization;
        blocks.to(device);
        head.to(device);
        var tail = new FineTuneTail(blocks, head, options.Dropout);
        var best = new WeightSnapshot(tail.State);

        // Activations are rounded to 16 bits; nothing may count as better that the exact features did as well.
        double bestAccuracy = split.Validation.Length > 0 ? Math.Max(frozenAccuracy ?? -1, Evaluate(tail, activations).Accuracy) : -1;
        FineTuneEpoch? bestEpoch = null;
        var epochs = new List<FineTuneEpoch>();
        using AdamW optimizer = Optimizer(blocks);
        double[] peaks = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
        var run = new FineTuneSchedule(options, split.Training.Length, WarmUp);
        long trainingStarted = Stopwatch.GetTimestamp();
        bool Improves(int epoch) => split.Validation.Length == 0 || options.Patience is not { } patience || epoch - 1 - (bestEpoch?.Epoch ?? 0) < patience;
        for (int epoch = 1; epoch <= options.Epochs && Improves(epoch) && !cancellationToken.IsCancellationRequested; epoch++)
        {
            blocks.Unfreeze(options.Gradual ? Math.Min(epoch, blocks.Blocks.Count) : blocks.Blocks.Count);
            long epochStarted = Stopwatch.GetTimestamp();
            double? loss = TrainEpoch(tail, activations, optimizer, peaks, run, epoch, progress, trainingStarted, cancellationToken);
            if (loss is not { } mean)
            {
                break;
            }

            (double Accuracy, double Loss)? validation = split.Validation.Length > 0 ? Evaluate(tail, activations) : null;
            var now = new FineTuneEpoch(epoch, mean, validation?.Loss, validation?.Accuracy, Stopwatch.GetElapsedTime(epochStarted).TotalSeconds);
            epochs.Add(now);
            if (validation is null || validation.Value.Accuracy > bestAccuracy)
            {
                bestAccuracy = validation?.Accuracy ?? -1;
                bestEpoch = now;
                best.Take();
            }

            progress?.Report(new(TransferStage.FineTuning, run.Images(epoch), run.Images(options.Epochs), run.Images(epoch) / Stopwatch.GetElapsedTime(trainingStarted).TotalSeconds, now));
        }

        best.PutBack();
        network.CopyFrom(blocks);
        head.to(CPU);
        head.eval();
        return new(epochs, bestEpoch, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Null when it was cancelled.</summary>
    private double? TrainEpoch(
        FineTuneTail tail, BoundaryActivations activations, AdamW optimizer, double[] peaks, FineTuneSchedule run, int epoch, IProgress<TransferProgress>? progress, long started, CancellationToken cancellationToken)
    {
        var random = new Random(unchecked((options.Seed * 1_000_003) + epoch));
        int[] order = [.. split.Training];
        random.Shuffle(order);
        double sum = 0;
        for (int step = 0; step < run.Steps; step++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            using DisposeScope scope = NewDisposeScope();
            ReadOnlySpan<int> rows = order.AsSpan(step * run.Batch, run.Batch);
            var mirror = new bool[rows.Length];
            for (int i = 0; i < mirror.Length; i++)
            {
                mirror[i] = random.Next(2) == 1;
            }

            double share = run.RateAt(((epoch - 1L) * run.Steps) + step);
            int group = 0;
            foreach (ParamGroup weights in optimizer.ParamGroups)
            {
                weights.LearningRate = peaks[group++] * share;
            }

            Tensor loss = nn.functional.cross_entropy(tail.Call(activations.Batch(rows, mirror).to(device), training: true), Labels(rows), label_smoothing: options.LabelSmoothing);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            sum += loss.item<float>();
            long done = run.Images(epoch - 1) + ((step + 1L) * run.Batch);
            progress?.Report(new(TransferStage.FineTuning, done, run.Images(options.Epochs), done / Stopwatch.GetElapsedTime(started).TotalSeconds));
        }

        return double.IsFinite(sum) ? sum / run.Steps : throw new TrainingDivergedException($"The loss of epoch {epoch} of fine-tuning is no number; choose a smaller learning rate than {options.LearningRate}.");
    }

    private AdamW Optimizer(OnnxModule blocks)
    {
        blocks.Unfreeze(blocks.Blocks.Count);
        IEnumerable<AdamW.ParamGroup> groups = blocks.LayerRates(options.LayerDecay)
            .GroupBy(pair => (pair.Rate, Decays: pair.Weight.ndim > 1))
            .Select(group => Group(group.Select(pair => pair.Weight), options.LearningRate * group.Key.Rate, group.Key.Decays));
        double headRate = options.LearningRate * options.HeadRate;
        return optim.AdamW([.. groups, Group([head.weight], headRate, true), Group([head.bias!], headRate, false)], options.LearningRate, weight_decay: options.WeightDecay);
    }

    private AdamW.ParamGroup Group(IEnumerable<Parameter> weights, double rate, bool decays) => new(
        [.. weights], new AdamW.Options { LearningRate = rate, InitialLearningRate = rate, weight_decay = decays ? options.WeightDecay : 0 });

    private (double Accuracy, double Loss) Evaluate(FineTuneTail tail, BoundaryActivations activations)
    {
        using IDisposable mode = no_grad();
        double correct = 0, loss = 0;
        for (int start = 0; start < split.Validation.Length; start += options.BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            ReadOnlySpan<int> rows = split.Validation.AsSpan(start, Math.Min(options.BatchSize, split.Validation.Length - start));
            Tensor labels = Labels(rows), logits = tail.Call(activations.Batch(rows, []).to(device), training: false);
            correct += logits.argmax(1).eq(labels).sum().item<long>();
            loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
        }

        return (correct / split.Validation.Length, loss / split.Validation.Length);
    }

    private Tensor Labels(ReadOnlySpan<int> rows)
    {
        var labels = new long[rows.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = images.Labels[rows[i]];
        }

        return tensor(labels).to(device);
    }
}
