using static TorchSharp.torch;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>Everything that decides how a training goes on.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Tensors">Weights, optimiser, averages, random numbers, order of the images; names as in <see cref="CheckpointTensors"/>.</param>
/// <param name="Epochs">The completed epochs, in order.</param>
/// <param name="Scalars">Further numbers, such as the state of a schedule; infinite ones and those that are not a number survive as well.</param>
/// <param name="Seconds">Time trained so far.</param>
internal sealed record CheckpointState(
    CheckpointPosition Position,
    IReadOnlyDictionary<string, Tensor> Tensors,
    IReadOnlyList<TrainingEpoch> Epochs,
    IReadOnlyDictionary<string, double> Scalars,
    double Seconds)
{
    /// <summary>Differences to the present settings that do not forbid going on, in sentences for the person who started it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
