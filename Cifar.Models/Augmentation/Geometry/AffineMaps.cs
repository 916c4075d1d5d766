using static TorchSharp.torch;

namespace Cifar.Models.Augmentation.Geometry;

/// <summary>One affine map an image, [B, 3, 3]: from a position in the result to the position in the image that is shown there.</summary>
/// <remarks>Positions are in pixels, x before y, from the centre of the image. Angles are in degrees.</remarks>
internal static class AffineMaps
{
    public static Tensor Mirror(Tensor horizontally, Tensor vertically) =>
        Map(Sign(horizontally), null, null, null, Sign(vertically), null);

    /// <summary>Moves the picture right and down.</summary>
    public static Tensor Shift(Tensor x, Tensor y) => Map(null, null, -x, null, null, -y);

    /// <summary>Turns the picture counterclockwise.</summary>
    public static Tensor Rotate(Tensor angle)
    {
        Tensor radians = angle * (Math.PI / 180);
        Tensor sin = radians.sin(), cos = radians.cos();
        return Map(cos, -sin, null, sin, cos, null);
    }

    public static Tensor Zoom(Tensor x, Tensor y) => Map(1 / x, null, null, null, 1 / y, null);

    public static Tensor Shear(Tensor angle) => Map(Ones(angle), (angle * (Math.PI / 180)).tan(), null, null, null, null);

    /// <summary>Shows what is left when so many pixels are cut off each side.</summary>
    public static Tensor Crop(Tensor left, Tensor right, Tensor top, Tensor bottom, int height, int width) => Map(
        (width - (left + right)) / width, null, (left - right) / 2,
        null, (height - (top + bottom)) / height, (top - bottom) / 2);

    /// <summary>The map that moves three points - the upper left, upper right and lower right ones of a square around the centre.</summary>
    /// <param name="distance">Half of the square's side, in pixels.</param>
    /// <param name="moves">Float32 [B, 3, 2] in pixels.</param>
    public static Tensor Triangle(double distance, Tensor moves)
    {
        Tensor corners = tensor(new float[] { -1, -1, 1, -1, 1, 1 }, new long[] { 1, 3, 2 }).to(moves.device) * distance;
        Tensor[] moved = (corners + moves).unbind(1);
        Tensor across = (moved[1] - moved[0]) / (2 * distance);
        Tensor down = (moved[2] - moved[1]) / (2 * distance);
        Tensor middle = (moved[0] + moved[2]) / 2;
        return Map(across.select(1, 0), down.select(1, 0), middle.select(1, 0), across.select(1, 1), down.select(1, 1), middle.select(1, 1));
    }

    /// <summary>x' = a x + b y + c, y' = d x + e y + f; what is null is as in the identity.</summary>
    public static Tensor Map(Tensor? a, Tensor? b, Tensor? c, Tensor? d, Tensor? e, Tensor? f)
    {
        Tensor one = Ones((a ?? b ?? c ?? d ?? e ?? f)!);
        Tensor zero = one.zeros_like();
        return stack([a ?? one, b ?? zero, c ?? zero, d ?? zero, e ?? one, f ?? zero, zero, zero, one], 1).reshape(-1, 3, 3);
    }

    private static Tensor Sign(Tensor mirrored) => 1 - (mirrored.to(ScalarType.Float32) * 2);

    private static Tensor Ones(Tensor like) => like.ones_like();
}
