using Cifar.Models.Augmentation.Colour;
using Cifar.Models.Augmentation.Geometry;
using Cifar.Models.Augmentation.Mixing;
using Cifar.Models.Augmentation.Occlusion;
using Cifar.Models.Augmentation.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Does to whole batches what a policy says, except the flip and the translation, which are part of gathering a batch.</summary>
/// <remarks>All random numbers come from torch's default generator. Nothing here loops over images.</remarks>
internal sealed class BatchAugmentation
{
    private readonly AugmentationPolicy policy;
    private readonly PixelPlane plane;
    private readonly Tensor colour;
    private readonly GeometryDraw? geometry;
    private readonly RandomOperations? operations;
    private readonly Resampling resampling;
    private readonly BatchMixing? mixing;

    /// <param name="policy">What to do.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="fill">Red, green and blue, 0..255, of pixels from outside the image and of painted ones.</param>
    /// <param name="device">Where the images are.</param>
    public BatchAugmentation(AugmentationPolicy policy, int height, int width, float[] fill, Device device)
    {
        policy.Validate();
        this.policy = policy;
        plane = new(height, width, device);
        colour = tensor(fill, new long[] { 1, 3, 1, 1 }).to(device);
        geometry = policy.HasGeometry ? new(policy, height, width, device) : null;
        operations = policy.HasOperations ? new(policy, height, width, device) : null;
        resampling = new(height, width, policy.Fill, colour);
        mixing = policy.HasMixing ? new(policy, plane, device) : null;
    }

    /// <summary>Everything but flip, translation and mixing.</summary>
    /// <param name="images">Float32 [B, 3, H, W], 0..255; may be changed in place.</param>
    /// <param name="part">Which images of a batch they are; null: all.</param>
    /// <returns>The same shape, channels-last in memory.</returns>
    public Tensor Apply(Tensor images, BatchPart? part = null)
    {
        if (!policy.HasPixels || images.shape[0] == 0)
        {
            return images;
        }

        using DisposeScope scope = NewDisposeScope();
        var draws = new Draws(part ?? BatchPart.Whole(images.shape[0]), images.device);
        var picks = new Participation(policy, draws);
        Tensor changed = Occlude(Recolour(Move(images, draws, picks, out IReadOnlyList<OperationRound> rounds), rounds, draws, picks), draws, picks);
        return ChannelsLast(changed).MoveToOuterDisposeScope();
    }

    /// <summary>Blends every image with another one of the batch.</summary>
    /// <param name="images">Float32 [B, 3, H, W], 0..255.</param>
    /// <param name="labels">Int64 [B].</param>
    /// <returns>New images and both labels; the images themselves, without other labels, where the policy does not mix.</returns>
    public MixedBatch Mix(Tensor images, Tensor labels)
    {
        if (mixing is null || images.shape[0] == 0)
        {
            return new(images, labels, null, null);
        }

        using DisposeScope scope = NewDisposeScope();
        MixedBatch mixed = mixing.Apply(images, labels);
        return new(
            ChannelsLast(mixed.Images).MoveToOuterDisposeScope(), labels,
            mixed.OtherLabels!.MoveToOuterDisposeScope(), mixed.Share!.MoveToOuterDisposeScope());
    }

    private Tensor Move(Tensor images, Draws draws, Participation picks, out IReadOnlyList<OperationRound> rounds)
    {
        rounds = operations?.Draw(draws, picks) ?? [];
        if (geometry is not null)
        {
            (Tensor maps, Tensor? displacements) = geometry.Draw(draws, picks);
            return resampling.Apply(images, Compose(maps, rounds), displacements);
        }

        // Without a geometry of the policy's own, only the images are resampled whose operation moves pixels.
        if (rounds.Count == 0)
        {
            return images;
        }

        Tensor moving = rounds.Select(round => round.MovesPixels).Aggregate((a, b) => a.logical_or(b)).nonzero().reshape(-1);
        if (moving.shape[0] > 0)
        {
            Tensor maps = Compose(null, rounds).index_select(0, moving);
            images.index_copy_(0, moving, resampling.Apply(images.index_select(0, moving), maps, null));
        }

        return images;
    }

    private Tensor Compose(Tensor? maps, IReadOnlyList<OperationRound> rounds)
    {
        foreach (OperationRound round in rounds)
        {
            Tensor next = round.Maps(plane.Height, plane.Width);
            maps = maps is null ? next : maps.bmm(next);
        }

        return maps!;
    }

    private Tensor Recolour(Tensor images, IReadOnlyList<OperationRound> rounds, Draws draws, Participation picks)
    {
        foreach (OperationRound round in rounds)
        {
            round.ChangeColours(images);
        }

        return policy.HasColour ? ColourJitter.Apply(images, policy, draws, picks) : images;
    }

    private Tensor Occlude(Tensor images, Draws draws, Participation picks)
    {
        if (policy.CoarseDropout > 0)
        {
            images = Where(picks.Mask(AugmentationPart.CoarseDropout), CoarseDropoutMask.Draw(policy, plane, draws).logical_not(), images.zeros_like(), images);
        }

        if (policy.Cutout > 0)
        {
            images = Where(picks.Mask(AugmentationPart.Cutout), CutoutSquare.Draw(plane, policy.Cutout, draws), colour, images);
        }

        return policy.Erase > 0
            ? where(ErasedRectangle.Draw(policy, plane, draws, picks.Chance(AugmentationPart.Erase, policy.Erase)), colour, images)
            : images;
    }

    private static Tensor Where(Tensor? taking, Tensor pixels, Tensor painted, Tensor images) =>
        where(taking is null ? pixels : pixels.logical_and(PixelPlane.Each(taking)), painted, images);

    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
