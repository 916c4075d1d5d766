using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Geometry;

/// <summary>Shows every image as its own map says, in one bilinear resampling.</summary>
internal sealed class Resampling(int height, int width, FillMode fill, Tensor colour)
{
    /// <param name="images">Float32 [B, 3, H, W].</param>
    /// <param name="maps">As <see cref="AffineMaps"/> makes them, [B, 3, 3].</param>
    /// <param name="displacements">Added to the positions in the image, in pixels: float32 [B, H, W, 2], x before y; null for none.</param>
    public Tensor Apply(Tensor images, Tensor maps, Tensor? displacements)
    {
        // grid_sample counts from -1 to 1 over the whole image.
        Tensor toUnits = tensor(new float[] { 2f / width, 2f / height }, new long[] { 2 }).to(images.device);
        Tensor fromUnits = tensor(new float[] { width / 2f, height / 2f, 1 }, new long[] { 3 }).to(images.device);
        Tensor theta = maps.narrow(1, 0, 2) * toUnits.reshape(1, 2, 1) * fromUnits.reshape(1, 1, 3);
        Tensor grid = nn.functional.affine_grid(theta, [images.shape[0], 3, height, width], align_corners: false);
        if (displacements is not null)
        {
            grid += displacements * toUnits;
        }

        return fill switch
        {
            FillMode.Constant => nn.functional.grid_sample(images - colour, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, false) + colour,
            FillMode.Edge => nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, false),
            _ => nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, false),
        };
    }
}
