using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Plots;

/// <summary>The dots of a PNG file.</summary>
internal sealed record PngDots(int Width, int Height, byte[] BlueGreenRed)
{
    public (int Red, int Green, int Blue) this[int x, int y]
    {
        get
        {
            int at = ((y * Width) + x) * 3;
            return (BlueGreenRed[at + 2], BlueGreenRed[at + 1], BlueGreenRed[at]);
        }
    }

    public static PngDots Read(string path)
    {
        using var image = MLImage.CreateFromFile(path);
        return new(image.Width, image.Height, image.GetBGRPixels);
    }
}
