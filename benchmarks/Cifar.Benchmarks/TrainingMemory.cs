using Cifar.Models.Augmentation;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Benchmarks;

/// <summary>The most memory that a process needs which trains on all of CIFAR-100: reading the file, the steps, and the written model.</summary>
internal sealed class TrainingMemory(int steps, CancellationTokenSource stop) : ITrainingObserver
{
    public static Measurement Measure(string folder, string network, int batch, int threads, int steps)
    {
        LabeledImages images = CifarBinary.Load(folder, Cifar100Split.Train);
        TrainingData data = TrainingData.From(images, new Preprocessing(null, PixelNormalization.Cifar100));
        data.ForOneTraining = true;
        images = null!;
        var options = new TrainingOptions
        {
            Network = network,
            Epochs = 1,
            BatchSize = batch,
            Threads = threads,
            ValidationFraction = 0,
            ImageSizes = ImageSizes.Full,
            Augmentation = new() { Flip = FlipMode.Random, Translate = 2 },
        };
        using var stop = new CancellationTokenSource();
        using var counter = new TrainingMemory(steps, stop);
        using TrainedNetwork trained = new Trainer(options).Fit(data, [counter], stop.Token);
        return new(PeakMegabytes());
    }

    public void StepDone(TrainingProgress progress)
    {
        if (progress.Step >= steps)
        {
            stop.Cancel();
        }
    }

    public void Started(TrainingStart start)
    {
    }

    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
    }

    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
    }

    public void Dispose()
    {
    }

    private static double PeakMegabytes()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
