using Cifar.Models.Augmentation.Mixing;
using Cifar.Models.Augmentation.Occlusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Does to whole batches what a policy says, except the flip and the translation, which are part of gathering a batch.</summary>
internal sealed class BatchAugmentation
{
    private readonly AugmentationPolicy policy;
    private readonly PixelPlane plane;
    private readonly Tensor colour;
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
        mixing = policy.HasMixing ? new(policy, plane, device) : null;
    }

    /// <summary>Everything but flip, translation and mixing.</summary>
    /// <param name="images">Float32 [B, 3, H, W], 0..255; may be changed.</param>
    /// <returns>The same shape, channels-last in memory.</returns>
    public Tensor Apply(Tensor images)
    {
        if (!policy.HasPixels)
        {
            return images;
        }

        using DisposeScope scope = NewDisposeScope();
        var draws = new Draws(images.shape[0], images.device);
        Tensor changed = images;
        if (policy.Cutout > 0)
        {
            changed = where(CutoutSquare.Draw(plane, policy.Cutout, draws), colour, changed);
        }

        return ChannelsLast(changed).MoveToOuterDisposeScope();
    }

    /// <summary>Blends every image with another one of the batch.</summary>
    /// <param name="images">Float32 [B, 3, H, W], 0..255.</param>
    /// <param name="labels">Int64 [B].</param>
    /// <returns>New images and both labels; the images themselves, without other labels, where the policy does not mix.</returns>
    public MixedBatch Mix(Tensor images, Tensor labels)
    {
        if (mixing is null)
        {
            return new(images, labels, null, null);
        }

        using DisposeScope scope = NewDisposeScope();
        MixedBatch mixed = mixing.Apply(images, labels);
        return new(
            ChannelsLast(mixed.Images).MoveToOuterDisposeScope(), labels,
            mixed.OtherLabels!.MoveToOuterDisposeScope(), mixed.Share!.MoveToOuterDisposeScope());
    }

    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
