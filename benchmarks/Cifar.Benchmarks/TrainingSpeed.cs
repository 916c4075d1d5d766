using System.Diagnostics;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Benchmarks;

/// <summary>Whole training steps of simple-cnn through the public trainer: gather a batch, forward, loss, backward, AdamW, read the loss.</summary>
internal sealed record TrainingSpeed(int Batch, int Threads, int WarmUp, int Steps, bool Augmentation)
{
    private const int Classes = 100;
    private const int Side = 32;

    public Result Measure()
    {
        var stamps = new List<long>(WarmUp + Steps + 1);
        using var trained = new Trainer(Options).Fit(Images(), new Stamp(stamps));
        // The trainer reports after each step, and once more at the end of the epoch.
        double seconds = Stopwatch.GetElapsedTime(stamps[WarmUp - 1], stamps[WarmUp + Steps - 1]).TotalSeconds;
        return new Result("MlNetCifar", Augmentation, Batch, Threads, Steps, Steps * Batch / seconds);
    }

    // The moving average of the weights is off: PyTorch's side has none.
    private TrainingOptions Options => new()
    {
        Network = SimpleCnn.CatalogName,
        Epochs = 1,
        BatchSize = Batch,
        Threads = Threads,
        ValidationFraction = 0,
        AveragingDecay = 0,
        LearningRate = 1e-3,
        WeightDecay = 0.05,
        LabelSmoothing = 0.1,
        Optimizer = TrainingOptimizer.AdamW,
        Flip = Augmentation,
        Translate = Augmentation ? 2 : 0,
    };

    private TrainingData Images()
    {
        var random = new Random(1);
        int count = (WarmUp + Steps) * Batch;
        var pixels = new byte[count * PixelNormalization.Channels * Side * Side];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(Classes))];
        return TrainingData.FromBytes(pixels, labels, Classes, Side, Side, PixelNormalization.MinusOneToOne);
    }

    internal sealed record Result(string Stack, bool Augmentation, int Batch, int Threads, int Steps, double ImagesPerSecond);

    private sealed class Stamp(List<long> stamps) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stamps.Add(Stopwatch.GetTimestamp());
    }
}
