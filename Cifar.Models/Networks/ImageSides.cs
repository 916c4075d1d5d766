namespace Cifar.Models.Networks;

/// <summary>Which sizes of images networks take.</summary>
internal static class ImageSides
{
    /// <summary>For networks whose first linear layer sees a map that was halved a number of times.</summary>
    public static void MustBeMultiples(string network, int height, int width, int factor)
    {
        if (height < 1 || width < 1 || height % factor != 0 || width % factor != 0)
        {
            throw new ArgumentException($"{network} takes images whose sides are multiples of {factor}; {height} x {width} is none.");
        }
    }

    /// <summary>For networks that average over whatever map is left.</summary>
    public static void MustBeAtLeast(string network, int height, int width, int smallest)
    {
        if (height < smallest || width < smallest)
        {
            throw new ArgumentException($"{network} takes images whose sides are at least {smallest}; {height} x {width} is smaller.");
        }
    }
}
