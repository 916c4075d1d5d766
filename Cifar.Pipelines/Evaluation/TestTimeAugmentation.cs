using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Other views of the same images, to be scored as well and averaged.</summary>
public static class TestTimeAugmentation
{
    /// <summary>Mirrors every image left to right.</summary>
    /// <param name="images">The images; not changed.</param>
    /// <returns>A copy of the images, mirrored, with the same labels in the same order.</returns>
    public static LabeledImages Flip(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var pixels = (byte[])images.Pixels.Clone();
        for (int row = 0; row < pixels.Length; row += images.Width)
        {
            pixels.AsSpan(row, images.Width).Reverse();
        }

        return new LabeledImages(images.Height, images.Width, pixels, images.Labels, images.CoarseLabels, images.Classes);
    }
}
