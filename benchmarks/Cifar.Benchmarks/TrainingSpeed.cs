using System.Diagnostics;
using System.Globalization;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;

namespace Cifar.Benchmarks;

/// <summary>Whole training steps through the public trainer: gather a batch, augment, forward, loss, backward, optimiser, read the loss.</summary>
internal sealed record TrainingSpeed
{
    private const int Classes = 100;
    private const int FullSide = 32;

    public required string Network { get; init; }

    public required double Width { get; init; }

    /// <summary>Pixels of the images that the network sees.</summary>
    public required int Side { get; init; }

    public required TrainingPrecision Precision { get; init; }

    /// <summary>Whether images are mirrored and shifted.</summary>
    public required bool Augmentation { get; init; }

    public required int Batch { get; init; }

    public required int Threads { get; init; }

    /// <summary>First steps that are not timed.</summary>
    public required int WarmUp { get; init; }

    /// <summary>Steps that are timed.</summary>
    public required int Steps { get; init; }

    public Result Measure()
    {
        using var clock = new StepClock();
        using var trained = new Trainer(Options).Fit(Images(), [clock]);
        double seconds = Stopwatch.GetElapsedTime(clock.Stamps[WarmUp - 1], clock.Stamps[WarmUp + Steps - 1]).TotalSeconds;
        return new Result("MlNetCifar", Network, Width, Side, Precision.ToString().ToLowerInvariant(), Augmentation, Batch, Threads, Steps, Steps * Batch / seconds);
    }

    // The network's own optimiser, with what PyTorch's side does not do switched off: averaging of weights, and a course of the rate, which costs nothing.
    private TrainingOptions Options => new()
    {
        Network = Network,
        Width = Width,
        Epochs = 1,
        BatchSize = Batch,
        Threads = Threads,
        ValidationFraction = 0,
        AveragingDecay = 0,
        LookaheadSteps = 0,
        Schedule = LearningRateSchedule.Constant,
        LearningRate = NetworkCatalog.Find(Network).Recipe.Optimizer.Optimizer == TrainingOptimizer.Muon ? 1e-2 : 1e-3,
        LabelSmoothing = 0.1,
        Precision = Precision,
        ImageSizes = Side == FullSide ? ImageSizes.Full : ImageSizes.Parse(string.Create(CultureInfo.InvariantCulture, $"{Side}:1")),
        Augmentation = Augmentation ? new() { Flip = FlipMode.Random, Translate = 2 } : new(),
    };

    private TrainingData Images()
    {
        var random = new Random(1);
        int count = (WarmUp + Steps) * Batch;
        var pixels = new byte[count * PixelNormalization.Channels * FullSide * FullSide];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(Classes))];
        return TrainingData.FromBytes(pixels, labels, Classes, FullSide, FullSide, PixelNormalization.MinusOneToOne);
    }

    internal sealed record Result(
        string Stack, string Network, double Width, int Side, string Precision, bool Augmentation, int Batch, int Threads, int Steps, double ImagesPerSecond);
}
