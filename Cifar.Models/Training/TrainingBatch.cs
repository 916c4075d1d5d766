using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Training;

/// <summary>What a step learns from.</summary>
/// <param name="Inputs">Float32 [B, 3, H, W], normalised, channels-last in memory.</param>
/// <param name="Labels">Int64 [B].</param>
/// <param name="OtherLabels">Int64 [B], the classes of what was blended in; null where nothing was.</param>
/// <param name="Share">Float32 [B], the weight of <paramref name="Labels"/>; null where nothing was blended in.</param>
internal sealed record TrainingBatch(Tensor Inputs, Tensor Labels, Tensor? OtherLabels, Tensor? Share)
{
    /// <summary>Mean cross-entropy, to learn from.</summary>
    /// <param name="logits">Float32 [B, classes].</param>
    /// <param name="labelSmoothing">Share of the target spread evenly over all classes.</param>
    public Tensor Loss(Tensor logits, double labelSmoothing)
    {
        if (OtherLabels is null || Share is null)
        {
            return nn.functional.cross_entropy(logits, Labels, label_smoothing: labelSmoothing);
        }

        Tensor first = nn.functional.cross_entropy(logits, Labels, reduction: nn.Reduction.None, label_smoothing: labelSmoothing);
        Tensor second = nn.functional.cross_entropy(logits, OtherLabels, reduction: nn.Reduction.None, label_smoothing: labelSmoothing);
        return ((first * Share) + (second * (1 - Share))).mean();
    }

    /// <summary>How many images are classified correctly; of blended ones the class with the larger share counts.</summary>
    /// <param name="logits">Float32 [B, classes].</param>
    public long Correct(Tensor logits)
    {
        using IDisposable mode = no_grad();
        Tensor wanted = OtherLabels is null || Share is null ? Labels : where(Share.ge(0.5), Labels, OtherLabels);
        return logits.argmax(1).eq(wanted).sum().item<long>();
    }
}
