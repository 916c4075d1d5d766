using Cifar.Models.Augmentation.Geometry;
using Cifar.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Shows what a policy does: the images as a network would see them while it trains.</summary>
public static class AugmentationPreview
{
    /// <summary>Augments images several times, each time as one batch.</summary>
    /// <remarks>Seeds torch's default generator. With mixup and CutMix, images are mixed with each other.</remarks>
    /// <param name="images">The images; some dozens at most are sensible, because all of them are in memory as numbers of 32 bits.</param>
    /// <param name="policy">What to do to them.</param>
    /// <param name="versions">How many times, 1 or more; with alternating flips, version by version as epoch by epoch.</param>
    /// <param name="seed">Equal seeds give equal versions.</param>
    /// <returns>For each version the images in the same order, with the labels that they had.</returns>
    /// <exception cref="ArgumentException">The policy is not valid, or shifts further than the images are large.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="versions"/> is below 1.</exception>
    public static IReadOnlyList<LabeledImages> Make(LabeledImages images, AugmentationPolicy policy, int versions, int seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(versions, 1);
        policy.Validate();
        if (policy.Translate >= Math.Min(images.Height, images.Width))
        {
            throw new ArgumentException($"translate is {policy.Translate}, but the images have only {images.Width} x {images.Height} pixels.", nameof(policy));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        manual_seed(seed);
        Tensor batch = tensor(images.Pixels, new long[] { images.Count, 3, images.Height, images.Width }).to(ScalarType.Float32);
        var augmentation = new BatchAugmentation(policy, images.Height, images.Width, batch.mean(new long[] { 0, 2, 3 }).data<float>().ToArray(), CPU);
        var draws = new Draws(images.Count, CPU);
        Tensor first = draws.Chance(0.5);
        var result = new LabeledImages[versions];
        for (int i = 0; i < versions; i++)
        {
            Tensor? mirrored = policy.Flip switch
            {
                FlipMode.None => null,
                FlipMode.Random => draws.Chance(0.5),
                _ => i % 2 == 0 ? first : first.logical_not(),
            };
            Tensor seen = augmentation.Apply(Shift(mirrored is null ? batch.clone() : where(PixelPlane.Each(mirrored), batch.flip(3), batch), policy.Translate, draws));
            seen = augmentation.Mix(seen, zeros(images.Count, ScalarType.Int64)).Images.round().clamp_(0, byte.MaxValue).to(ScalarType.Byte).contiguous();
            result[i] = new(images.Height, images.Width, seen.data<byte>().ToArray(), images.Labels, images.CoarseLabels, images.Classes);
        }

        return result;
    }

    private static Tensor Shift(Tensor images, int most, Draws draws)
    {
        if (most == 0)
        {
            return images;
        }

        int height = (int)images.shape[2], width = (int)images.shape[3];
        Tensor Pixels() => draws.Below((2 * most) + 1).to(ScalarType.Float32) - most;
        Tensor wide = nn.functional.pad(images, (most, most, most, most), PaddingModes.Reflect);
        Tensor moved = new Resampling(height + (2 * most), width + (2 * most), FillMode.Edge, zeros(1, 3, 1, 1)).Apply(wide, AffineMaps.Shift(Pixels(), Pixels()), null);
        return moved.narrow(2, most, height).narrow(3, most, width);
    }
}
