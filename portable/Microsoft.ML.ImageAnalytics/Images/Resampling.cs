using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Scales images.</summary>
static class Resampling
{
    // How many values are blended in one go; rows in the ring are padded to it.
    static readonly int BlendedValues = 4 * Vector<float>.Count;

    /// <summary>Every target pixel is the source pixel under its centre; both axes are scaled on their own.</summary>
    internal static MLImage Nearest(MLImage source, int width, int height)
    {
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<byte, uint>(source.Pixels);
        byte[] pixels = new byte[width * height * 4];
        Span<uint> to = MemoryMarshal.Cast<byte, uint>(pixels.AsSpan());
        int[] columns = new int[width];
        for (int x = 0; x < width; x++)
            columns[x] = UnderCentre(x, source.Width, width);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<uint> row = from.Slice(UnderCentre(y, source.Height, height) * source.Width, source.Width);
            Span<uint> target = to.Slice(y * width, width);
            for (int x = 0; x < target.Length; x++)
                target[x] = row[columns[x]];
        }
        return new MLImage(width, height, source.PixelFormat, pixels);
    }

    static int UnderCentre(int target, int sourceSize, int targetSize) => (int)((2L * target + 1) * sourceSize / (2L * targetSize));

    /// <summary>
    /// Scales the source to <paramref name="placed"/> and shows what of that lies within a width x height image; the rest of it is transparent black.
    /// Transparent parts of the source are shown over black.
    /// </summary>
    internal static MLImage Cubic(MLImage source, int width, int height, Placement placed)
    {
        byte[] pixels = new byte[width * height * 4];
        (int left, int top) = (Math.Max(placed.X, 0), Math.Max(placed.Y, 0));
        int columns = (int)Math.Min((long)placed.X + placed.Width, width) - left, rows = (int)Math.Min((long)placed.Y + placed.Height, height) - top;
        if (columns > 0 && rows > 0)
        {
            var across = new ResamplingAxis(source.Width, placed.Width, left - placed.X, columns);
            var down = new ResamplingAxis(source.Height, placed.Height, top - placed.Y, rows);
            Scale(source, across, down, pixels.AsSpan((top * width + left) * 4), width * 4);
        }
        return new MLImage(width, height, MLPixelFormat.Rgba32, pixels);
    }

    // Down first, whole rows at a time; then across what that leaves. A source row becomes floats once and is kept in a ring as long as a target row needs it.
    static void Scale(MLImage source, ResamplingAxis across, ResamplingAxis down, Span<byte> target, int targetStride)
    {
        // A crop leaves columns out at both ends.
        int first = across.Start(0), columns = across.End(across.Count - 1) - first, values = columns * 4;
        int length = (values + BlendedValues - 1) / BlendedValues * BlendedValues;
        ReadOnlySpan<byte> pixels = source.Pixels;
        bool swap = source.PixelFormat == MLPixelFormat.Bgra32;
        float[] ring = ArrayPool<float>.Shared.Rent(down.Taps * length);
        float[] line = ArrayPool<float>.Shared.Rent(length);
        int[] rows = ArrayPool<int>.Shared.Rent(down.Taps);
        int next = down.Start(0);
        for (int y = 0; y < down.Count; y++)
        {
            int start = down.Start(y);
            ReadOnlySpan<float> weights = down.Weights(y);
            next = Math.Max(next, start);
            for (; next < start + weights.Length; next++)
                ToFloats(pixels.Slice((next * source.Width + first) * 4, values), ring.AsSpan(next % down.Taps * length, length));
            for (int i = 0; i < weights.Length; i++)
                rows[i] = (start + i) % down.Taps * length;
            Blend(ring, rows, weights, line.AsSpan(0, length));
            FilterAcross(MemoryMarshal.Cast<float, Vector4>(line.AsSpan(0, values)), first, across, swap, MemoryMarshal.Cast<byte, uint>(target.Slice(y * targetStride, across.Count * 4)));
        }
        ArrayPool<float>.Shared.Return(ring);
        ArrayPool<float>.Shared.Return(line);
        ArrayPool<int>.Shared.Return(rows);
    }

    static void ToFloats(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int i = 0;
        for (; i <= bytes.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(bytes[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen((Vector<short>)low, out Vector<int> a, out Vector<int> b);
            Vector.Widen((Vector<short>)high, out Vector<int> c, out Vector<int> d);
            Span<float> to = values.Slice(i, Vector<byte>.Count);
            Vector.ConvertToSingle(a).CopyTo(to);
            Vector.ConvertToSingle(b).CopyTo(to[Vector<float>.Count..]);
            Vector.ConvertToSingle(c).CopyTo(to[(2 * Vector<float>.Count)..]);
            Vector.ConvertToSingle(d).CopyTo(to[(3 * Vector<float>.Count)..]);
        }
        for (; i < bytes.Length; i++)
            values[i] = bytes[i];
    }

    /// <summary>line = sum of weights * rows; four vectors at a time, so that no addition waits for the one before.</summary>
    static void Blend(float[] ring, int[] rows, ReadOnlySpan<float> weights, Span<float> line)
    {
        ref float from = ref MemoryMarshal.GetArrayDataReference(ring);
        int step = Vector<float>.Count;
        for (int x = 0; x < line.Length; x += BlendedValues)
        {
            Vector<float> a = default, b = default, c = default, d = default;
            for (int i = 0; i < weights.Length; i++)
            {
                nuint at = (nuint)(rows[i] + x);
                var weight = new Vector<float>(weights[i]);
                a += weight * Vector.LoadUnsafe(ref from, at);
                b += weight * Vector.LoadUnsafe(ref from, at + (nuint)step);
                c += weight * Vector.LoadUnsafe(ref from, at + (nuint)(2 * step));
                d += weight * Vector.LoadUnsafe(ref from, at + (nuint)(3 * step));
            }
            Span<float> to = line.Slice(x, BlendedValues);
            a.CopyTo(to);
            b.CopyTo(to[step..]);
            c.CopyTo(to[(2 * step)..]);
            d.CopyTo(to[(3 * step)..]);
        }
    }

    static void FilterAcross(ReadOnlySpan<Vector4> line, int first, ResamplingAxis across, bool swap, Span<uint> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            ReadOnlySpan<float> weights = across.Weights(x);
            ReadOnlySpan<Vector4> values = line.Slice(across.Start(x) - first, weights.Length);
            Vector4 even = Vector4.Zero, odd = Vector4.Zero;
            int i = 0;
            for (; i < weights.Length - 1; i += 2)
            {
                even += weights[i] * values[i];
                odd += weights[i + 1] * values[i + 1];
            }
            if (i < weights.Length)
                even += weights[i] * values[i];
            uint pixel = ToPixel(even + odd);
            target[x] = swap ? (pixel & 0xff00ff00) | (pixel & 0xff) << 16 | pixel >> 16 & 0xff : pixel;
        }
    }

    /// <summary>Rounded, and opaque.</summary>
    static uint ToPixel(Vector4 color)
    {
        color = Vector4.Clamp(color, Vector4.Zero, new Vector4(255)) + new Vector4(0.5f);
        Vector128<short> words = Vector128.Narrow(Vector128.ConvertToInt32(color.AsVector128()), Vector128<int>.Zero);
        return Vector128.Narrow(words.AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar() | 0xff000000;
    }
}
