using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Colour;

/// <summary>Changes that give each grey level another one.</summary>
/// <remarks>Images are float32 [B, 3, H, W], 0..255, and so are the results.</remarks>
internal static class ToneCurves
{
    private const int Levels = 256;

    /// <summary>Keeps so many of the upper bits of each value: float32 [B], whole numbers 0..8.</summary>
    public static Tensor Posterize(Tensor images, Tensor bits)
    {
        Tensor step = PixelPlane.Each((8 - bits).exp2());
        return (images.round() / step).floor_().mul_(step);
    }

    /// <summary>Inverts what is at least as bright as the threshold: float32 [B], 0..255.</summary>
    public static Tensor Solarize(Tensor images, Tensor thresholds) => where(images.ge(PixelPlane.Each(thresholds)), 255 - images, images);

    /// <summary>Stretches each channel to the whole range; one of a single level stays.</summary>
    public static Tensor AutoContrast(Tensor images)
    {
        Tensor least = images.amin(new long[] { 2, 3 }).unsqueeze(2).unsqueeze(3);
        Tensor range = images.amax(new long[] { 2, 3 }).unsqueeze(2).unsqueeze(3) - least;
        Tensor flat = range.eq(0);
        Tensor scale = 255 / where(flat, range.ones_like(), range);
        return where(flat, images, (images - least) * scale).clamp_(0, 255);
    }

    /// <summary>Spreads the levels of each channel so that each range of them has about as many pixels; a channel of few levels may stay.</summary>
    public static Tensor Equalize(Tensor images)
    {
        long planes = images.shape[0] * images.shape[1], area = images.shape[2] * images.shape[3];
        Tensor levels = images.round().clamp_(0, Levels - 1).to(ScalarType.Int64).reshape(planes, area);
        Tensor ones = full(new long[] { 1, 1 }, 1, ScalarType.Int64, images.device).expand(planes, area);
        Tensor histogram = zeros(new long[] { planes, Levels }, ScalarType.Int64, images.device).scatter_add_(1, levels, ones);

        // The pixels of the brightest level of a channel do not count: they end at 255 anyhow.
        Tensor brightest = histogram.gather(1, levels.amax(new long[] { 1 }).unsqueeze(1));
        Tensor step = (area - brightest).floor_divide(255);
        Tensor divisor = step.clamp_min(1);
        Tensor below = histogram.cumsum(1) - histogram;
        Tensor table = (below + divisor.floor_divide(2)).floor_divide(divisor).clamp_(0, Levels - 1);
        Tensor spread = table.gather(1, levels).to(ScalarType.Float32).reshape(images.shape);
        return where(step.eq(0).reshape(images.shape[0], 3, 1, 1), images, spread);
    }
}
