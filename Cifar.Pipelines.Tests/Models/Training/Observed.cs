using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>An observer made of what a test wants to do.</summary>
internal sealed class Observed : ITrainingObserver
{
    public Action<TrainingStart>? OnStarted { get; init; }

    public Action<TrainingProgress>? OnStep { get; init; }

    public Action<TrainingEpoch, ImageNetwork>? OnEpoch { get; init; }

    public Action<TrainingHistory, TrainingSummary>? OnEnded { get; init; }

    public bool Disposed { get; private set; }

    public void Started(TrainingStart start) => OnStarted?.Invoke(start);

    public void StepDone(TrainingProgress progress) => OnStep?.Invoke(progress);

    public void EpochDone(TrainingEpoch epoch, ImageNetwork network) => OnEpoch?.Invoke(epoch, network);

    public void Ended(TrainingHistory history, TrainingSummary summary) => OnEnded?.Invoke(history, summary);

    public void Dispose() => Disposed = true;
}
