namespace Cifar.Models.Transfer;

/// <summary>The course of a fine-tuning.</summary>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Best">The one whose weights were kept; null when the weights from before were better.</param>
/// <param name="Seconds">Time for all of it.</param>
internal sealed record FineTuneResult(IReadOnlyList<FineTuneEpoch> Epochs, FineTuneEpoch? Best, double Seconds)
{
    public static FineTuneResult None { get; } = new([], null, 0);
}
