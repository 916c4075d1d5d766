using System.Text;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training.Observers;

/// <summary>Keeps a <see cref="HistoryTable"/> of the training: a complete file after every epoch, with the epochs from before a resumption.</summary>
/// <param name="path">The file; replaced where it exists. Its folder must exist.</param>
public sealed class HistoryCsvObserver(string path) : ITrainingObserver
{
    private readonly List<TrainingEpoch> epochs = [];

    /// <summary>Takes over the epochs done earlier and writes them.</summary>
    /// <param name="start">What is trained, and how.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        epochs.Clear();
        epochs.AddRange(start.EarlierEpochs);
        Write();
    }

    /// <inheritdoc/>
    public void StepDone(TrainingProgress progress)
    {
    }

    /// <summary>Adds an epoch.</summary>
    /// <param name="epoch">Its figures.</param>
    /// <param name="network">Not looked at.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void EpochDone(TrainingEpoch epoch, ImageNetwork network)
    {
        epochs.Add(epoch);
        Write();
    }

    /// <inheritdoc/>
    public void Ended(TrainingHistory history, TrainingSummary summary)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write()
    {
        byte[] table = Encoding.UTF8.GetBytes(HistoryTable.Format(epochs));
        AtomicFile.Write(path, stream => stream.Write(table));
    }
}
