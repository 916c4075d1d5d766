using System.Diagnostics;
using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Benchmarks;

/// <summary>A whole training of speed-net by its own recipe on nine tenths of CIFAR-100's training images, and the accuracy on the tenth held out.</summary>
internal static class TimeToAccuracy
{
    public static Measurement Measure(string folder, int epochs, int threads, int seed)
    {
        LabeledImages images = CifarBinary.Load(folder, Cifar100Split.Train);
        TrainingData data = TrainingData.From(images, new Preprocessing(null, PixelNormalization.MinusOneToOne));
        long start = Stopwatch.GetTimestamp();
        using TrainedNetwork trained = new Trainer(new() { Network = SpeedNet.CatalogName, Epochs = epochs, Threads = threads, Seed = seed, ValidationFraction = 0.1 }).Fit(data);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(seconds) { More = new Dictionary<string, double> { ["Accuracy"] = trained.Summary.ValidationAccuracy!.Value } };
    }
}
