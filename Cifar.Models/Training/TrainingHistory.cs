namespace Cifar.Models.Training;

/// <summary>One completed pass over the training images.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="LearningRate">Learning rate of its last step.</param>
/// <param name="TrainingLoss">Mean loss in nats, with augmentation and label smoothing.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the held-out images in nats; null without any.</param>
/// <param name="ValidationAccuracy">Share of the held-out images classified correctly, 0..1; null without any.</param>
/// <param name="ImagesPerSecond">Training speed, validation left out.</param>
/// <param name="Seconds">Time for training and validation.</param>
public sealed record TrainingEpoch(
    int Epoch,
    double LearningRate,
    double TrainingLoss,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double ImagesPerSecond,
    double Seconds)
{
    /// <summary>Share of the training images classified correctly in the steps that learnt from them, augmented as they were, 0..1.</summary>
    /// <value>null: not counted. Of blended images the class with the larger share counts.</value>
    public double? TrainingAccuracy { get; init; }
}

/// <summary>The course of a training.</summary>
/// <param name="Epochs">The completed epochs, in order.</param>
/// <param name="BestEpoch">The epoch whose weights were kept; 0 when none was completed.</param>
/// <param name="Seconds">Time from the first step to the end.</param>
/// <param name="Notes">What the trainer changed or left out, in sentences for the person who started it.</param>
public sealed record TrainingHistory(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, double Seconds, IReadOnlyList<string> Notes)
{
    /// <summary>Mean training speed over all epochs, validation left out; 0 when none was completed.</summary>
    public double ImagesPerSecond => Epochs.Count == 0 ? 0 : Epochs.Count / Epochs.Sum(epoch => 1 / epoch.ImagesPerSecond);
}
