using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training;

/// <summary>Hands the reports of a training on to .NET's usual interface for progress.</summary>
/// <param name="receiver">Told after every step, and once more after an epoch's validation.</param>
public sealed class ProgressObserver(IProgress<TrainingProgress> receiver) : ITrainingObserver
{
    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
    }

    /// <inheritdoc/>
    public void StepDone(TrainingProgress progress) => receiver.Report(progress);

    /// <inheritdoc/>
    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
    }

    /// <inheritdoc/>
    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
