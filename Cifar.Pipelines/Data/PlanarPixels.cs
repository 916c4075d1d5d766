using System.Buffers;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Data;

/// <summary>Between an <see cref="MLImage"/> (four interleaved bytes a pixel) and planar RGB bytes <c>[3, H, W]</c>, the order of CIFAR files and of tensors.</summary>
internal static class PlanarPixels
{
    /// <summary>Copies the colours of <paramref name="image"/>; transparency is dropped.</summary>
    public static void Read(MLImage image, Span<byte> planar)
    {
        int area = image.Width * image.Height;
        var (red, green, blue) = ChannelOffsets(image.PixelFormat);
        var pixels = image.Pixels[..(4 * area)];
        var reds = planar[..area];
        var greens = planar.Slice(area, area);
        var blues = planar.Slice(2 * area, area);
        for (int i = 0, p = 0; i < area; i++, p += 4)
        {
            reds[i] = pixels[p + red];
            greens[i] = pixels[p + green];
            blues[i] = pixels[p + blue];
        }
    }

    /// <summary>An opaque image of these colours.</summary>
    public static MLImage CreateImage(ReadOnlySpan<byte> planar, int height, int width)
    {
        int area = height * width;
        byte[] rgba = ArrayPool<byte>.Shared.Rent(4 * area);
        var reds = planar[..area];
        var greens = planar.Slice(area, area);
        var blues = planar.Slice(2 * area, area);
        for (int i = 0, p = 0; i < area; i++, p += 4)
        {
            rgba[p] = reds[i];
            rgba[p + 1] = greens[i];
            rgba[p + 2] = blues[i];
            rgba[p + 3] = byte.MaxValue;
        }

        // The image keeps a copy.
        var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, rgba.AsSpan(0, 4 * area));
        ArrayPool<byte>.Shared.Return(rgba);
        return image;
    }

    private static (int Red, int Green, int Blue) ChannelOffsets(MLPixelFormat format) => format switch
    {
        MLPixelFormat.Rgba32 => (0, 1, 2),
        MLPixelFormat.Bgra32 => (2, 1, 0),
        _ => throw new NotSupportedException($"Images of pixel format {format} are not supported; use {MLPixelFormat.Rgba32} or {MLPixelFormat.Bgra32}."),
    };
}
