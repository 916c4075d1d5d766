using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Observers;

/// <summary>What an observer sees of a training of three epochs with four steps each.</summary>
internal sealed class FakeTraining : IDisposable
{
    public const int Epochs = 3, Steps = 4;

    public SimpleCnn Network { get; } = new(5, 16, 16);

    public void Dispose() => Network.Dispose();

    public static TrainingEpoch Epoch(int i) => new(i, 0.001 * i, 4.0 / i, 4.5 / i, 0.1 * i, 1000.5 + i, 1.5) { TrainingAccuracy = 0.2 * i };

    public TrainingStart Start(int epochsBefore = 0) => new(
        new TrainingOptions { Seed = 7, BatchSize = 32 },
        new TrainingRecipe { LearningRate = 0.003 },
        Network,
        128,
        16,
        Steps,
        [.. Enumerable.Range(1, epochsBefore).Select(Epoch)],
        PixelNormalization.MinusOneToOne,
        count => full([count, 3, 16, 16], (Scalar)0.5f));

    /// <summary>Tells an observer about the epochs from one to another one, without the end.</summary>
    public void Tell(ITrainingObserver observer, int from, int to)
    {
        observer.Started(Start(from - 1));
        for (int epoch = from; epoch <= to; epoch++)
        {
            for (int step = 1; step <= Steps; step++)
            {
                observer.StepDone(Progress(epoch, step, done: false));
            }

            observer.EpochDone(Epoch(epoch), Network);
            observer.StepDone(Progress(epoch, Steps, done: true));
        }
    }

    public static TrainingProgress Progress(int epoch, int step, bool done) => new(epoch, Epochs, step, Steps, 5.0 / ((epoch * Steps) + step), 0.001, 999, TimeSpan.Zero, null, null, done);

    public static TrainingHistory History(int epochs) => new([.. Enumerable.Range(1, epochs).Select(Epoch)], epochs, 4.5, []);

    public static TrainingSummary Summary(bool interrupted) => new(Epochs, Epochs, 128, 16, 0.3, 1.5, 1.3, 32, 0.003, "AdamW", "OneCycle", 0.05, 0.1, 0.995, 7, interrupted);
}
