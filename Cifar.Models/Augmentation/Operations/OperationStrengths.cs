namespace Cifar.Models.Augmentation.Operations;

/// <summary>How much each operation does at each of 31 levels.</summary>
/// <remarks>
/// The ranges are those of torchvision: shears as the slope, translations in pixels, rotation in degrees, brightness, saturation, contrast and sharpness as
/// what is added to a factor of 1, posterisation as the bits that stay, solarisation as the threshold.
/// </remarks>
internal static class OperationStrengths
{
    public const int Levels = 31;

    private const double MostLevel = Levels - 1;

    /// <summary>Whether half of the images get the opposite.</summary>
    public static bool IsSigned(ImageOperation operation) => operation is >= ImageOperation.ShearX and <= ImageOperation.Sharpness;

    /// <summary>TrivialAugment's "wide" ranges.</summary>
    public static double Wide(ImageOperation operation, int level) => operation switch
    {
        ImageOperation.TranslateX or ImageOperation.TranslateY => Math.Truncate(32 * level / MostLevel),
        ImageOperation.Rotate => 135 * level / MostLevel,
        ImageOperation.Posterize => Posterize(level, bits: 6),
        ImageOperation.Solarize => 255 - (255 * level / MostLevel),
        >= ImageOperation.ShearX and <= ImageOperation.Sharpness => 0.99 * level / MostLevel,
        _ => 0,
    };

    /// <summary>RandAugment's ranges.</summary>
    public static double Narrow(ImageOperation operation, int level, int height, int width) => operation switch
    {
        ImageOperation.ShearX or ImageOperation.ShearY => 0.3 * level / MostLevel,
        ImageOperation.TranslateX => Math.Truncate(150.0 / 331 * width * level / MostLevel),
        ImageOperation.TranslateY => Math.Truncate(150.0 / 331 * height * level / MostLevel),
        ImageOperation.Rotate => level,
        ImageOperation.Posterize => Posterize(level, bits: 4),
        ImageOperation.Solarize => 255 - (255 * level / MostLevel),
        >= ImageOperation.Brightness and <= ImageOperation.Sharpness => 0.9 * level / MostLevel,
        _ => 0,
    };

    private static double Posterize(int level, int bits) => 8 - Math.Round(level / (MostLevel / bits), MidpointRounding.ToEven);
}
