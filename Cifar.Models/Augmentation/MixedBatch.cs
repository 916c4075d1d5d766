using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Images that are blends of two, and the labels of both.</summary>
/// <param name="Images">Float32 [B, 3, H, W], channels-last in memory, 0..255.</param>
/// <param name="Labels">Int64 [B].</param>
/// <param name="OtherLabels">Int64 [B], the labels of what was blended in; null where nothing was mixed.</param>
/// <param name="Share">Float32 [B], 0..1: the weight of <paramref name="Labels"/>; the others weigh 1 less this. Null where nothing was mixed.</param>
internal sealed record MixedBatch(Tensor Images, Tensor Labels, Tensor? OtherLabels, Tensor? Share);
