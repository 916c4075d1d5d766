using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Conversions of four-byte pixels; where red and blue are treated alike, one code serves both pixel formats.</summary>
static class PixelConversions
{
    /// <summary>Where red, green and blue lie in a pixel; alpha is always last.</summary>
    internal static (int Red, int Green, int Blue) Offsets(MLPixelFormat format) => format == MLPixelFormat.Bgra32 ? (2, 1, 0) : (0, 1, 2);

    /// <summary>Multiplies colours by alpha / 255, rounded.</summary>
    internal static void Premultiply(Span<byte> pixels)
    {
        if (IsOpaque(pixels))
            return;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            for (int c = i; c < i + 3; c++)
                pixels[c] = (byte)((pixels[c] * alpha + 127) / 255);
        }
    }

    /// <summary>Colours divided by alpha / 255; the pixels themselves when all are opaque.</summary>
    internal static ReadOnlySpan<byte> Unpremultiplied(ReadOnlySpan<byte> pixels)
    {
        if (IsOpaque(pixels))
            return pixels;
        byte[] result = pixels.ToArray();
        for (int i = 0; i < result.Length; i += 4)
            for (int c = i; c < i + 3; c++)
                result[c] = Divide(result[c], result[i + 3]);
        return result;
    }

    internal static byte[] ToBgr(ReadOnlySpan<byte> pixels, MLPixelFormat format)
    {
        (int red, int green, int blue) = Offsets(format);
        byte[] bgr = new byte[pixels.Length / 4 * 3];
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            byte alpha = pixels[from + 3];
            bgr[to] = Divide(pixels[from + blue], alpha);
            bgr[to + 1] = Divide(pixels[from + green], alpha);
            bgr[to + 2] = Divide(pixels[from + red], alpha);
        }
        return bgr;
    }

    /// <summary>0.3 R + 0.59 G + 0.11 B in all three colours, over black.</summary>
    internal static byte[] ToGrayscale(ReadOnlySpan<byte> pixels, MLPixelFormat format)
    {
        (int red, int green, int blue) = Offsets(format);
        byte[] result = new byte[pixels.Length];
        for (int i = 0; i < result.Length; i += 4)
        {
            float gray = 0.3f * pixels[i + red] + 0.59f * pixels[i + green] + 0.11f * pixels[i + blue];
            result[i] = result[i + 1] = result[i + 2] = (byte)MathF.Min(MathF.Round(gray), 255);
            result[i + 3] = 255;
        }
        return result;
    }

    static byte Divide(byte color, byte alpha) => alpha switch
    {
        255 => color,
        0 => 0,
        _ => (byte)Math.Min((color * 255 + alpha / 2) / alpha, 255),
    };

    static bool IsOpaque(ReadOnlySpan<byte> pixels)
    {
        const uint AlphaMask = 0xff000000; // little endian: alpha is the last byte
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(pixels);
        Vector<uint> all = Vector<uint>.AllBitsSet;
        int i = 0;
        for (; i <= words.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            all &= new Vector<uint>(words[i..]);
        if (!Vector.EqualsAll(all & new Vector<uint>(AlphaMask), new Vector<uint>(AlphaMask)))
            return false;
        for (; i < words.Length; i++)
            if ((words[i] & AlphaMask) != AlphaMask)
                return false;
        return true;
    }
}
