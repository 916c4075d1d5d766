using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Occlusion;

/// <summary>A square with its centre anywhere in the image, cut off at the edges (DeVries, Taylor 2017, arXiv:1708.04552).</summary>
internal static class CutoutSquare
{
    /// <returns>Where the square lies: bool [B, 1, H, W].</returns>
    public static Tensor Draw(PixelPlane plane, int side, Draws draws)
    {
        Tensor top = draws.Below(plane.Height).to(ScalarType.Float32) - (side / 2);
        Tensor left = draws.Below(plane.Width).to(ScalarType.Float32) - (side / 2);
        return plane.Rectangle(top, left, top + side, left + side);
    }
}
