using System.Diagnostics;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Benchmarks;

/// <summary>When each training step was done.</summary>
internal sealed class StepClock : ITrainingObserver
{
    /// <summary>Time stamps of <see cref="Stopwatch"/>; one more follows at the end of the epoch.</summary>
    public List<long> Stamps { get; } = [];

    public void Started(TrainingStart start)
    {
    }

    public void StepDone(TrainingProgress progress) => Stamps.Add(Stopwatch.GetTimestamp());

    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
    }

    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
    }

    public void Dispose()
    {
    }
}
