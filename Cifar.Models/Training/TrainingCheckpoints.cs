using System.Diagnostics;
using Cifar.Models.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>When a training writes checkpoints.</summary>
/// <param name="folder">Where they go.</param>
/// <param name="minutes">Minutes between two within an epoch.</param>
internal sealed class TrainingCheckpoints(CheckpointFolder folder, double minutes)
{
    /// <summary>Scalar: sum of the losses of the steps done in the current epoch.</summary>
    public const string EpochLoss = "epoch.loss";

    /// <summary>Scalar: see <see cref="EpochSums.Correct"/>.</summary>
    public const string EpochCorrect = "epoch.correct";

    /// <summary>Scalar: seconds of the current epoch so far.</summary>
    public const string EpochSeconds = "epoch.seconds";

    /// <summary>Scalar: see <see cref="Optimization.PlateauRate.Factor"/>.</summary>
    public const string PlateauFactor = "plateau.factor";

    /// <summary>Scalar: see <see cref="Optimization.PlateauRate.Lowest"/>.</summary>
    public const string PlateauLowest = "plateau.lowest";

    /// <summary>Scalar: see <see cref="Optimization.PlateauRate.Waited"/>.</summary>
    public const string PlateauWaited = "plateau.waited";

    /// <summary>Tensor: which images are mirrored in the first epoch, bool.</summary>
    public const string MirroredFirst = "mirrored.first";

    private readonly Stopwatch sinceLast = Stopwatch.StartNew();

    /// <summary>Whether it is time for one.</summary>
    public bool IsDue => sinceLast.Elapsed.TotalMinutes >= minutes;

    /// <summary>Whether there is one of this training.</summary>
    public bool Written { get; private set; }

    /// <summary>Refuses a folder that cannot be written to, before the first epoch and not after it.</summary>
    public void RequireWritable() => folder.RequireWritable();

    /// <summary>The state to go on from; null when there is none.</summary>
    public CheckpointState? Load()
    {
        CheckpointState? state = folder.LoadLast();
        Written = state is not null;
        return state;
    }

    /// <summary>Writes the state from which a training can go on.</summary>
    public void Save(Func<CheckpointState> state)
    {
        using DisposeScope scope = NewDisposeScope();
        folder.SaveLast(state());
        Written = true;
        sinceLast.Restart();
    }

    /// <summary>Writes what an epoch leaves behind: the weights if they are among the best, and the state.</summary>
    public void SaveEpoch(IReadOnlyDictionary<string, Tensor> weights, TrainingEpoch epoch, Func<CheckpointState> state)
    {
        folder.SaveEpoch(weights, epoch.Epoch, epoch.ValidationAccuracy);
        Save(state);
    }
}
