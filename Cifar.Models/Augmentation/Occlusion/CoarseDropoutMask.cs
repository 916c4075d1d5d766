using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Occlusion;

/// <summary>Cells of a coarse grid that turn black, in all channels or in each by itself.</summary>
internal static class CoarseDropoutMask
{
    // A grid this coarse at least, however small the image: one cell of a 1x1 grid would be all of it.
    private const int FewestCells = 4;

    /// <returns>What stays: bool [B, 3, H, W].</returns>
    public static Tensor Draw(AugmentationPolicy policy, PixelPlane plane, Draws draws)
    {
        int most = Math.Max(FewestCells, (int)(policy.CoarseDropoutCells.To * Math.Max(plane.Height, plane.Width)));
        Tensor dropped = draws.Unit(3, (long)most * most).lt(draws.Uniform(0, policy.CoarseDropout).reshape(-1, 1, 1));
        Tensor everyChannel = dropped.narrow(1, 0, 1).expand(draws.Count, 3, (long)most * most);
        dropped = where(draws.Chance(policy.CoarseDropoutPerChannel).reshape(-1, 1, 1), dropped, everyChannel);

        Tensor cell = (Cell(plane.Height).unsqueeze(2) * most) + Cell(plane.Width).unsqueeze(1);
        Tensor index = cell.reshape(draws.Count, 1, -1).expand(draws.Count, 3, (long)plane.Height * plane.Width);
        return dropped.gather(2, index).logical_not().reshape(draws.Count, 3, plane.Height, plane.Width);

        // Which cell the pixels along a side belong to: int64 [B, length].
        Tensor Cell(int length)
        {
            Tensor cells = (draws.Uniform(policy.CoarseDropoutCells) * length).floor().clamp_(FewestCells, most).unsqueeze(1);
            Tensor centres = (arange(length, ScalarType.Float32, draws.Device) + 0.5) / length;
            return (centres.unsqueeze(0) * cells).floor().to(ScalarType.Int64);
        }
    }
}
