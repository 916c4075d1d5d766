using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Mixing;

/// <summary>Mixup and CutMix: each image with another of the batch, by shares of its own.</summary>
internal sealed class BatchMixing
{
    private readonly AugmentationPolicy policy;
    private readonly PixelPlane plane;
    private readonly SymmetricBeta? blend;
    private readonly SymmetricBeta? cut;

    public BatchMixing(AugmentationPolicy policy, PixelPlane plane, Device device)
    {
        this.policy = policy;
        this.plane = plane;
        blend = policy is { Mixup: > 0, MixupProbability: > 0 } ? new(policy.Mixup, device) : null;
        cut = policy is { CutMix: > 0, CutMixProbability: > 0 } ? new(policy.CutMix, device) : null;
    }

    public MixedBatch Apply(Tensor images, Tensor labels)
    {
        var draws = new Draws(images.shape[0], images.device);
        Tensor partner = randperm(draws.Count, ScalarType.Int64, images.device);
        (Tensor weights, Tensor share) = (blend, cut) switch
        {
            ({ } mixup, null) => Blend(mixup, draws),
            (null, { } cutmix) => Cut(cutmix, draws),
            ({ } mixup, { } cutmix) => Either(Blend(mixup, draws), Cut(cutmix, draws), draws.Chance(0.5)),
            _ => throw new InvalidOperationException("Neither mixup nor CutMix is on."),
        };
        Tensor others = images.index_select(0, partner);
        return new(others.lerp(images, weights), labels, labels.index_select(0, partner), share);
    }

    /// <returns>What the image itself weighs: in each of its pixels, and on the whole.</returns>
    private (Tensor Weights, Tensor Share) Blend(SymmetricBeta mixup, Draws draws)
    {
        Tensor share = Sometimes(mixup.Sample(draws), policy.MixupProbability, draws);
        return (PixelPlane.Each(share), share);
    }

    private (Tensor Weights, Tensor Share) Cut(SymmetricBeta cutmix, Draws draws)
    {
        Tensor side = (1 - Sometimes(cutmix.Sample(draws), policy.CutMixProbability, draws)).sqrt();
        Tensor halfHeight = (side * plane.Height).floor().div(2, RoundingMode.floor);
        Tensor halfWidth = (side * plane.Width).floor().div(2, RoundingMode.floor);
        Tensor row = draws.Below(plane.Height).to(ScalarType.Float32);
        Tensor column = draws.Below(plane.Width).to(ScalarType.Float32);
        Tensor kept = plane.Rectangle(row - halfHeight, column - halfWidth, row + halfHeight, column + halfWidth).logical_not().to(ScalarType.Float32);
        return (kept, kept.mean(new long[] { 1, 2, 3 }));
    }

    private static (Tensor Weights, Tensor Share) Either((Tensor Weights, Tensor Share) first, (Tensor Weights, Tensor Share) second, Tensor isFirst) =>
        (where(PixelPlane.Each(isFirst), first.Weights, second.Weights), where(isFirst, first.Share, second.Share));

    private static Tensor Sometimes(Tensor share, double probability, Draws draws) =>
        probability >= 1 ? share : where(draws.Chance(probability), share, draws.Constant(1));
}
