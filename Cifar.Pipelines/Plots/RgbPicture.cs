using Cifar.Models.Data;

namespace Cifar.Pipelines.Plots;

/// <summary>A picture to be placed in a drawing: bytes red, green, blue a pixel, row by row. Not a copy: do not write to them.</summary>
public sealed class RgbPicture
{
    private const int Channels = 3;

    /// <summary>Wraps pixels.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels"><c>height * width * 3</c> bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public RgbPicture(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height * Channels)
        {
            throw new ArgumentException($"A picture of {width} x {height} pixels takes {(long)width * height * Channels:N0} bytes; there are {pixels.Length:N0}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The bytes, [height, width, 3].</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>One image of a set.</summary>
    /// <param name="images">The set.</param>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>A copy of its pixels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public static RgbPicture Of(LabeledImages images, int index)
    {
        ArgumentNullException.ThrowIfNull(images);
        return FromPlanes(images.Width, images.Height, images.Image(index));
    }

    /// <summary>A picture whose channels lie one after another.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="planes">[3, height, width] bytes: the red, the green and the blue plane.</param>
    /// <returns>The same pixels in the order of this class.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public static RgbPicture FromPlanes(int width, int height, ReadOnlySpan<byte> planes)
    {
        int size = checked(width * height);
        var pixels = new byte[planes.Length];
        for (int i = 0; i < planes.Length && planes.Length == size * Channels; i++)
        {
            pixels[(i % size * Channels) + (i / size)] = planes[i];
        }

        return new RgbPicture(width, height, pixels);
    }
}
