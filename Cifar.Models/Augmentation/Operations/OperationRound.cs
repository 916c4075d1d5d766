using Cifar.Models.Augmentation.Colour;
using Cifar.Models.Augmentation.Geometry;
using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Operations;

/// <summary>One operation for each image of a batch.</summary>
/// <param name="Operations">Int64 [B], <see cref="ImageOperation"/> as a number.</param>
/// <param name="Amounts">Float32 [B], with their signs.</param>
internal sealed record OperationRound(Tensor Operations, Tensor Amounts)
{
    /// <summary>The images whose operation moves pixels: bool [B].</summary>
    public Tensor MovesPixels => Operations.ge((long)ImageOperation.ShearX).logical_and_(Operations.le((long)ImageOperation.Rotate));

    /// <summary>The geometric operations as maps; the identity for the other images.</summary>
    public Tensor Maps(int height, int width)
    {
        // Shears fix the upper left corner. At most one of the five is not zero.
        Tensor shearX = Amount(ImageOperation.ShearX), shearY = Amount(ImageOperation.ShearY);
        Tensor angle = Amount(ImageOperation.Rotate) * (Math.PI / 180);
        Tensor sin = angle.sin(), cos = angle.cos();
        return AffineMaps.Map(
            cos, shearX - sin, (shearX * (height / 2.0)) - Amount(ImageOperation.TranslateX),
            shearY + sin, cos, (shearY * (width / 2.0)) - Amount(ImageOperation.TranslateY));
    }

    /// <summary>Does the other operations: for each of them, takes its images out of the batch and puts them back changed.</summary>
    /// <param name="images">Float32 [B, 3, H, W], 0..255, changed in place.</param>
    public void ChangeColours(Tensor images)
    {
        Tensor pixels = images.permute(0, 2, 3, 1);
        for (var operation = ImageOperation.Brightness; operation <= ImageOperation.Equalize; operation++)
        {
            Tensor index = Operations.eq((long)operation).nonzero().reshape(-1);
            if (index.shape[0] > 0)
            {
                Tensor changed = Change(operation, pixels.index_select(0, index).permute(0, 3, 1, 2), Amounts.index_select(0, index));
                pixels.index_copy_(0, index, changed.permute(0, 2, 3, 1));
            }
        }
    }

    public static Tensor Change(ImageOperation operation, Tensor images, Tensor amounts) => operation switch
    {
        ImageOperation.Brightness => ColourChanges.Brightness(images, amounts + 1),
        ImageOperation.Saturation => ColourChanges.Saturation(images, amounts + 1),
        ImageOperation.Contrast => ColourChanges.Contrast(images, amounts + 1),
        ImageOperation.Sharpness => ColourChanges.Sharpness(images, amounts + 1),
        ImageOperation.Posterize => ToneCurves.Posterize(images, amounts),
        ImageOperation.Solarize => ToneCurves.Solarize(images, amounts),
        ImageOperation.AutoContrast => ToneCurves.AutoContrast(images),
        ImageOperation.Equalize => ToneCurves.Equalize(images),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This operation does not change colours."),
    };

    private Tensor Amount(ImageOperation operation) => where(Operations.eq((long)operation), Amounts, Amounts.zeros_like());
}
