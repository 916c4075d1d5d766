using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training;

/// <summary>Is told how a training goes: writes tables and event files, draws progress. Called on the thread that trains; what it throws ends the training.</summary>
/// <remarks>The trainer calls <see cref="Started"/> once, then <see cref="StepDone"/> and <see cref="EpochDone"/>, and <see cref="Ended"/> once unless the training failed. It disposes no observer.</remarks>
public interface ITrainingObserver : IDisposable
{
    /// <summary>The first step comes next.</summary>
    /// <param name="start">What is trained, and how.</param>
    void Started(TrainingStart start);

    /// <summary>A step is done.</summary>
    /// <param name="progress">Where the training is.</param>
    void StepDone(TrainingProgress progress);

    /// <summary>An epoch and its validation are done.</summary>
    /// <param name="epoch">Its figures.</param>
    /// <param name="network">The network with the weights it will go on with; not to be changed or kept.</param>
    void EpochDone(TrainingEpoch epoch, ImageNetwork network);

    /// <summary>The training is over, also when it was cancelled.</summary>
    /// <param name="history">Its course.</param>
    /// <param name="summary">What goes into the model's metadata.</param>
    void Ended(TrainingHistory history, TrainingSummary summary);
}
