using System.Diagnostics;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Transfer;

/// <summary>Adapts a pretrained backbone to labelled images.</summary>
/// <remarks>TorchSharp's random numbers and thread count belong to the whole process: train one network at a time.</remarks>
public sealed class TransferTrainer
{
    private readonly Backbone backbone;
    private readonly TransferOptions options;

    /// <summary>Creates a trainer.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <exception cref="ArgumentException">Options are out of range; all of them are named.</exception>
    public TransferTrainer(Backbone backbone, TransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        this.backbone = backbone;
        this.options = options ?? new();
        this.options.Validate();
        if (this.options is { UnfreezeLast: > 0, Head: not TransferHead.Softmax })
        {
            throw new ArgumentException($"{nameof(options.UnfreezeLast)} is {this.options.UnfreezeLast}, but {nameof(options.Head)} is {this.options.Head}: only a softmax head is fine-tuned with its backbone.");
        }
    }

    /// <summary>Trains.</summary>
    /// <param name="images">The images; the held-out part is taken from them.</param>
    /// <param name="progress">Told as the work goes on, on the threads that work; null for nobody.</param>
    /// <param name="cancellationToken">
    /// While features are computed: ends the work with an exception, finished features stay in the cache. Later: ends the training, and the best weights so far are returned.
    /// </param>
    /// <returns>The classifier; the receiver disposes it.</returns>
    /// <exception cref="ArgumentException">There are no images, or fewer than two classes.</exception>
    /// <exception cref="ModelFormatException">The backbone's file is damaged or breaks a limit.</exception>
    /// <exception cref="BackboneException">The backbone cannot take that size.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to return.</exception>
    public TransferResult Fit(LabeledImages images, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        TransferSplit split = TransferSplit.Of(images, options.ValidationFraction, options.Seed);
        return Run(images, split, options.UnfreezeLast == 0, progress, cancellationToken);
    }

    /// <summary>Trains with held-out images of one's own, which only choose and are never learnt from; <see cref="TransferOptions.ValidationFraction"/> plays no part.</summary>
    /// <param name="images">The images to learn from.</param>
    /// <param name="validation">The images to choose by, of the same size and classes.</param>
    /// <param name="progress">See the other overload.</param>
    /// <param name="cancellationToken">See the other overload.</param>
    /// <returns>The classifier; the receiver disposes it.</returns>
    /// <exception cref="ArgumentException">Sizes or classes differ, there are no images, or fewer than two classes.</exception>
    /// <exception cref="ModelFormatException">The backbone's file is damaged or breaks a limit.</exception>
    /// <exception cref="BackboneException">The backbone cannot take that size.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to return.</exception>
    public TransferResult Fit(LabeledImages images, LabeledImages validation, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(validation);
        TransferSplit.Of(images, 0, 0);
        return Run(TransferSplit.Join(images, validation), TransferSplit.At(images.Count, validation.Count), false, progress, cancellationToken);
    }

    private TransferResult Run(LabeledImages images, TransferSplit split, bool refit, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        set_num_threads(options.ThreadCount);
        using DisposeScope scope = NewDisposeScope();
        FeatureSet features = new FeatureExtractor(backbone, options).Extract(images, Relay.Features(progress), cancellationToken);

        progress?.Report(new(TransferStage.Head, 0, 0, 0));
        long started = Stopwatch.GetTimestamp();
        FittedHead head = FitHead(features, images, split, refit, cancellationToken);
        double headSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        OnnxModule network = backbone.Load(options.ImageSize, options.ImageSize);
        FineTuneResult tuned = FineTuneResult.None;
        if (options.UnfreezeLast > 0)
        {
            tuned = new FineTuner(backbone, options, network, (TorchSharp.Modules.Linear)head.Module, images, split).Run(head.Validation?.Accuracy, progress, cancellationToken);
        }

        var classifier = new TransferNetwork(
            $"{backbone.Name}-{options.Head.ToString().ToLowerInvariant()}", images.Classes.Fine.Count, images.Height, images.Width, Features(network, images), head.Module);
        var description = new ModelDescription(
            images.Classes, new Preprocessing(null, backbone.Normalization), classifier.Name, images.Height, images.Width, Training: Summary(head, tuned, split, cancellationToken.IsCancellationRequested));
        return new(classifier, description, features, headSeconds, head.Setting, head.Validation?.Accuracy, tuned.Epochs, tuned.Seconds);
    }

    private BackboneFeatures Features(OnnxModule network, LabeledImages images)
    {
        ImageResize Resize(bool mirrored) => new(images.Height, images.Width, options.ImageSize, options.ImageSize, options.Resize, mirrored);
        return new(network, Resize(false), options.Flip == FlipMode.Average ? Resize(true) : null);
    }

    private FittedHead FitHead(FeatureSet features, LabeledImages images, TransferSplit split, bool refit, CancellationToken cancellationToken)
    {
        HeadData Take(int[] rows, bool learning) => HeadData.Of(features, images.Labels, rows, images.Classes.Fine.Count, options.Flip, learning);
        using HeadData training = Take(split.Training, learning: true);
        using HeadData? validation = split.Validation.Length > 0 ? Take(split.Validation, learning: false) : null;

        // Before fine-tuning, the head must not have seen what the fine-tuning will be judged by.
        Func<HeadData>? everything = !refit ? null : () => Take([.. Enumerable.Range(0, images.Count)], learning: true);
        return options.Head switch
        {
            TransferHead.Softmax => SoftmaxHeadTrainer.Fit(training, validation, everything, options.WeightPenalty, cancellationToken),
            TransferHead.Dense => DenseHeadTrainer.Fit(training, validation, options.Seed, cancellationToken),
            TransferHead.Neighbours => NeighbourHead.Fit(training, validation),
            _ => PrototypeHead.Fit(training, validation),
        };
    }

    private TrainingSummary Summary(FittedHead head, FineTuneResult tuned, TransferSplit split, bool interrupted)
    {
        FineTuneEpoch? best = tuned.Best;
        (double Accuracy, double Loss)? validation = best is { ValidationAccuracy: { } accuracy, ValidationLoss: { } loss } ? (accuracy, loss) : head.Validation;
        bool isTuned = tuned.Epochs.Count > 0;

        // Images that the head has learnt from after all cannot judge it: what they said of the choice stays, but none are held out.
        (int learnt, int heldOut) = head.LearntAll ? (split.Training.Length + split.Validation.Length, 0) : (split.Training.Length, split.Validation.Length);
        return new(
            isTuned ? tuned.Epochs.Count : head.Passes,
            isTuned ? best?.Epoch ?? 0 : head.Passes,
            learnt,
            heldOut,
            validation?.Accuracy,
            validation?.Loss,
            best?.TrainingLoss,
            isTuned ? options.BatchSize : learnt,
            isTuned ? options.LearningRate : 0,
            isTuned ? "AdamW" : head.Optimizer,
            isTuned ? "Cosine" : "None",
            isTuned ? options.WeightDecay : head.WeightDecay,
            isTuned ? options.LabelSmoothing : 0,
            0,
            options.Seed,
            interrupted);
    }
}
