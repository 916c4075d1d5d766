namespace Cifar.Models.Training.Checkpoints;

/// <summary>Where a training stands.</summary>
/// <param name="Epoch">The current epoch, from 1; its images are in the state when it has begun.</param>
/// <param name="Step">Steps done in it; 0 before its first step.</param>
/// <param name="BestEpoch">The epoch whose weights are the best so far; 0 when none was completed.</param>
/// <param name="AveragedSteps">Steps that went into the moving average of the weights.</param>
internal sealed record CheckpointPosition(int Epoch, int Step, int BestEpoch, long AveragedSteps);
