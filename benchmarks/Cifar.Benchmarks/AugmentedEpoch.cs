using System.Diagnostics;
using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;
using static TorchSharp.torch.nn;

namespace Cifar.Benchmarks;

/// <summary>A part of an epoch on CIFAR-100 with flips, crops and cutout, from bytes in memory through the public trainer.</summary>
internal static class AugmentedEpoch
{
    private const int Pooled = 8;

    /// <param name="folder">The folder with <c>train.bin</c>.</param>
    /// <param name="network">A name of the catalogue; <c>none</c> for one that is next to no work, so that the augmentation is what takes the time.</param>
    /// <param name="batch">Images in a step.</param>
    /// <param name="threads">Threads of libtorch.</param>
    /// <param name="warmUp">First steps that are not timed.</param>
    /// <param name="steps">Steps that are timed.</param>
    public static Measurement Measure(string folder, string network, int batch, int threads, int warmUp, int steps)
    {
        LabeledImages images = CifarBinary.Load(folder, Cifar100Split.Train).Take((warmUp + steps) * batch);
        return new(steps * batch / Seconds(images, network, batch, threads, warmUp));
    }

    /// <summary>Of all steps after the warm-up, which has at least one.</summary>
    public static double Seconds(LabeledImages images, string network, int batch, int threads, int warmUp)
    {
        var options = new TrainingOptions
        {
            Network = network == "none" ? "simple-cnn" : network,
            Epochs = 1,
            BatchSize = batch,
            Threads = threads,
            ValidationFraction = 0,
            AveragingDecay = 0,
            Schedule = LearningRateSchedule.Constant,
            LearningRate = 1e-3,
            Augmentation = AugmentationPolicy.Parse("flip translate=4 cutout=8"),
        };
        using var clock = new StepClock();
        TrainingData data = TrainingData.From(images, new Preprocessing(null, PixelNormalization.Cifar100));
        var trainer = new Trainer(options);
        using var trained = network == "none"
            ? trainer.Fit(Least(images.Classes.Fine.Count), NetworkCatalog.Find("simple-cnn").Recipe, data, [clock])
            : trainer.Fit(data, [clock]);
        // One stamp more than steps: the last one is of the epoch.
        return Stopwatch.GetElapsedTime(clock.Stamps[warmUp - 1], clock.Stamps[^2]).TotalSeconds;
    }

    private static CustomNetwork Least(int classes) =>
        new(Sequential(AvgPool2d(32 / Pooled), Flatten(), Linear(3 * Pooled * Pooled, classes)), "least", classes);
}
