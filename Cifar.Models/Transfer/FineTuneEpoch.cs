namespace Cifar.Models.Transfer;

/// <summary>One pass of fine-tuning.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainingLoss">Mean loss, with label smoothing and dropout, in nats.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the held-out images; null without any.</param>
/// <param name="ValidationAccuracy">Share of the held-out images classified correctly, 0..1; null without any.</param>
/// <param name="Seconds">Time it took, validation included.</param>
public sealed record FineTuneEpoch(int Epoch, double TrainingLoss, double? ValidationLoss, double? ValidationAccuracy, double Seconds);
