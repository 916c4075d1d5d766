using System.Text;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training.Observers;

/// <summary>Records trainings in MLflow's file store, so that <c>mlflow ui --backend-store-uri FOLDER</c> lists and compares them.</summary>
/// <remarks>
/// A run is RUNNING until the training is over, then FINISHED, KILLED when it was cancelled, or FAILED when it was given up before its end. Nothing of MLflow
/// has to be installed.
/// </remarks>
/// <param name="root">The store, <c>mlruns</c> by custom; made where it does not exist.</param>
/// <param name="experiment">Name of the experiment the run belongs to; made where there is none of that name.</param>
/// <param name="runName">Name of the run.</param>
/// <param name="runIdFile">A file that keeps the run's identifier, so that a resumed training goes on in the same run; null: each training is a run of its own.</param>
public sealed class MlflowObserver(string root, string experiment, string runName, string? runIdFile = null) : ITrainingObserver
{
    private const int IdLength = 32;

    private MlflowRun? run;

    /// <summary>The run's identifier.</summary>
    /// <value>null before the training has started.</value>
    public string? RunId { get; private set; }

    /// <summary>The folder for files that belong to the run: models, pictures.</summary>
    /// <value>null before the training has started.</value>
    public string? ArtifactFolder { get; private set; }

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="start">What is trained, and how.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        run = MlflowRun.Open(root, experiment, runName, start.EarlierEpochs.Count > 0 ? KeptId() : null);
        RunId = run.Id;
        ArtifactFolder = Path.Combine(run.Folder, "artifacts");
        if (runIdFile is not null)
        {
            AtomicFile.Write(runIdFile, stream => stream.Write(Encoding.ASCII.GetBytes(run.Id)));
        }

        foreach (var (name, value) in TrainingParameters.Of(start))
        {
            run.Parameter(name, value);
        }

        run.ForgetMetrics();
        foreach (var epoch in start.EarlierEpochs)
        {
            Record(epoch);
        }
    }

    /// <inheritdoc/>
    public void StepDone(TrainingProgress progress)
    {
    }

    /// <summary>Adds the figures of an epoch.</summary>
    /// <param name="epoch">The figures.</param>
    /// <param name="network">Not looked at.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Record(epoch);
    }

    /// <summary>Ends the run.</summary>
    /// <param name="history">The course of the training.</param>
    /// <param name="summary">Says whether it was cancelled.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(summary);
        run?.Tag("bestEpoch", history.BestEpoch.ToString(System.Globalization.CultureInfo.InvariantCulture));
        run?.Write(summary.Interrupted ? MlflowStatus.Killed : MlflowStatus.Finished);
        run = null;
    }

    /// <summary>Marks a run that has not ended as failed.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Dispose()
    {
        run?.Write(MlflowStatus.Failed);
        run = null;
    }

    private string? KeptId() => runIdFile is not null && File.Exists(runIdFile) && new FileInfo(runIdFile).Length <= IdLength + 2 ? File.ReadAllText(runIdFile).Trim() : null;

    private void Record(TrainingEpoch epoch)
    {
        run?.Metric("training_loss", epoch.TrainingLoss, epoch.Epoch);
        run?.Metric("learning_rate", epoch.LearningRate, epoch.Epoch);
        run?.Metric("images_per_second", epoch.ImagesPerSecond, epoch.Epoch);
        run?.Metric("seconds", epoch.Seconds, epoch.Epoch);
        if (epoch.TrainingAccuracy is { } learnt)
        {
            run?.Metric("training_accuracy", learnt, epoch.Epoch);
        }

        if (epoch.ValidationLoss is { } loss)
        {
            run?.Metric("validation_loss", loss, epoch.Epoch);
        }

        if (epoch.ValidationAccuracy is { } accuracy)
        {
            run?.Metric("validation_accuracy", accuracy, epoch.Epoch);
        }
    }
}
