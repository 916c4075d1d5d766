using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>The pixel positions of the images of a batch.</summary>
internal sealed class PixelPlane
{
    private readonly Tensor rows;
    private readonly Tensor columns;

    public PixelPlane(int height, int width, Device device)
    {
        Height = height;
        Width = width;
        rows = arange(height, ScalarType.Float32, device).reshape(1, 1, height, 1);
        columns = arange(width, ScalarType.Float32, device).reshape(1, 1, 1, width);
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Where a rectangle of each image's own lies: bool [B, 1, H, W]. Edges are float32 [B]; the lower and right ones lie outside.</summary>
    public Tensor Rectangle(Tensor top, Tensor left, Tensor bottom, Tensor right) =>
        rows.ge(Each(top)).logical_and_(rows.lt(Each(bottom))).logical_and(columns.ge(Each(left)).logical_and_(columns.lt(Each(right))));

    /// <summary>One value an image, to go with [B, C, H, W].</summary>
    public static Tensor Each(Tensor values) => values.reshape(-1, 1, 1, 1);
}
