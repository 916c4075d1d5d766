using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Occlusion;

/// <summary>A rectangle of random area and shape, wholly in the image (Zhong and others 2017, arXiv:1708.04896).</summary>
internal static class ErasedRectangle
{
    // Shapes that do not fit are drawn again, up to this many times; then the image stays whole.
    private const int Tries = 10;

    /// <param name="policy">Area and shape.</param>
    /// <param name="plane">The image.</param>
    /// <param name="draws">The batch.</param>
    /// <param name="erased">Bool [B]: the images that get one.</param>
    /// <returns>Where the rectangle lies: bool [B, 1, H, W].</returns>
    public static Tensor Draw(AugmentationPolicy policy, PixelPlane plane, Draws draws, Tensor erased)
    {
        Tensor area = Candidates(policy.EraseArea.From, policy.EraseArea.To) * ((double)plane.Height * plane.Width);
        Tensor ratio = Candidates(Math.Log(policy.EraseRatio.From), Math.Log(policy.EraseRatio.To)).exp();
        Tensor height = (area * ratio).sqrt().round();
        Tensor width = (area / ratio).sqrt().round();
        Tensor fits = height.lt(plane.Height).logical_and(width.lt(plane.Width)).to(ScalarType.Float32);
        Tensor first = fits.argmax(1, keepdim: true);
        Tensor drawn = erased.logical_and(fits.gather(1, first).squeeze(1).gt(0)).to(ScalarType.Float32);
        height = height.gather(1, first).squeeze(1) * drawn;
        width = width.gather(1, first).squeeze(1) * drawn;
        Tensor top = Corner(plane.Height, height), left = Corner(plane.Width, width);
        return plane.Rectangle(top, left, top + height, left + width);

        Tensor Candidates(double from, double to) => (draws.Unit(Tries) * (to - from)) + from;

        Tensor Corner(int side, Tensor length) => (draws.Uniform(0, 1) * ((side + 1) - length)).floor();
    }
}
