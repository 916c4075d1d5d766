namespace Cifar.Models.Training;

/// <summary>Where a training is; reported after every step, and once more after an epoch's validation.</summary>
/// <param name="Epoch">The epoch, 1 to <paramref name="Epochs"/>.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done in this epoch, 1 to <paramref name="Steps"/>.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far, in nats, with augmentation and label smoothing.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="ImagesPerSecond">Training speed of this epoch so far, validation left out.</param>
/// <param name="Remaining">Estimated time to the end of the last epoch.</param>
/// <param name="ValidationAccuracy">Share of the held-out images classified correctly, 0..1; null before the first validation and without held-out images.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the held-out images in nats; null likewise.</param>
/// <param name="EpochDone">Whether this is the report at the end of an epoch.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    double LearningRate,
    double ImagesPerSecond,
    TimeSpan Remaining,
    double? ValidationAccuracy,
    double? ValidationLoss,
    bool EpochDone);
