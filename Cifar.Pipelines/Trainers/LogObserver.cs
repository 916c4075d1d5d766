using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Cifar.Pipelines.Trainers;

/// <summary>Writes a line for each epoch to ML.NET's log, where <see cref="MLContext.Log"/> picks it up.</summary>
/// <example><code>new TorchTrainerOptions { Observers = [new LogObserver(ml)] }</code></example>
public sealed class LogObserver : ITrainingObserver
{
    private const string Source = "TorchImageClassification";

    private readonly IChannel channel;

    /// <summary>Opens a channel of the log; dispose the observer to close it.</summary>
    /// <param name="context">The context whose log is written to.</param>
    public LogObserver(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        channel = ((IChannelProvider)context).Start(Source);
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        channel.Info(
            MessageSensitivity.None,
            $"training {start.Network.Name} on {start.TrainingImages} images, {start.ValidationImages} held out, {start.StepsPerEpoch} steps an epoch, on {start.Options.Device}");
    }

    /// <inheritdoc/>
    public void StepDone(TrainingProgress progress)
    {
    }

    /// <inheritdoc/>
    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        string validation = epoch.ValidationAccuracy is { } accuracy ? FormattableString.Invariant($", validation accuracy {accuracy:F4}, validation loss {epoch.ValidationLoss:F4}") : "";
        channel.Info(
            MessageSensitivity.None,
            FormattableString.Invariant($"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F4}{validation}, learning rate {epoch.LearningRate:G4}, {epoch.ImagesPerSecond:F0} images/s"));
    }

    /// <inheritdoc/>
    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(history);
        channel.Info(MessageSensitivity.None, FormattableString.Invariant($"ended after {history.Epochs.Count} epochs and {history.Seconds:F0} s; epoch {history.BestEpoch} is kept"));
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();
}
