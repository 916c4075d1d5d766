using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Pixels to vectors. <c>channels</c> says, for each channel of the vector, which byte of a pixel it is.</summary>
static class PixelExtraction
{
    /// <summary>value = (byte - offset) * scale.</summary>
    internal static void ToFloats(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> channels, bool interleaved, float offset, float scale, Span<float> values)
    {
        if (interleaved)
        {
            int to = 0;
            for (int from = 0; from < pixels.Length; from += 4)
                foreach (int channel in channels)
                    values[to++] = (pixels[from + channel] - offset) * scale;
            return;
        }
        int plane = pixels.Length / 4;
        for (int i = 0; i < channels.Length; i++)
            ToPlane(MemoryMarshal.Cast<byte, uint>(pixels), channels[i] * 8, offset, scale, values.Slice(i * plane, plane));
    }

    internal static void ToBytes(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> channels, bool interleaved, Span<byte> values)
    {
        int plane = pixels.Length / 4;
        (int step, int next) = interleaved ? (channels.Length, 1) : (1, plane);
        for (int i = 0; i < channels.Length; i++)
            for (int from = channels[i], to = i * next; from < pixels.Length; from += 4, to += step)
                values[to] = pixels[from];
    }

    static void ToPlane(ReadOnlySpan<uint> pixels, int shift, float offset, float scale, Span<float> values)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> offsets = Vector256.Create(offset), scales = Vector256.Create(scale);
            for (; i <= pixels.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                Vector256<int> bytes = ((Vector256.Create(pixels[i..]) >>> shift) & Vector256.Create(0xffu)).AsInt32();
                ((Vector256.ConvertToSingle(bytes) - offsets) * scales).CopyTo(values[i..]);
            }
        }
        for (; i < pixels.Length; i++)
            values[i] = ((int)(pixels[i] >> shift & 0xff) - offset) * scale;
    }
}
