using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>Scales images.</summary>
static class Resampling
{
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

    // Rows are filtered across once, when the first target row needs them, and kept in a ring as long as one may.
    static void Scale(MLImage source, ResamplingAxis across, ResamplingAxis down, Span<byte> target, int targetStride)
    {
        int width = across.Count, stride = source.Width * 4;
        ReadOnlySpan<byte> pixels = source.Pixels;
        (int red, int green, int blue) = PixelConversions.Offsets(source.PixelFormat);
        Vector4[] line = ArrayPool<Vector4>.Shared.Rent(source.Width);
        Vector4[] ring = ArrayPool<Vector4>.Shared.Rent(down.Taps * width);
        int next = down.Start(0);
        for (int y = 0; y < down.Count; y++)
        {
            int start = down.Start(y);
            ReadOnlySpan<float> weights = down.Weights(y);
            next = Math.Max(next, start);
            for (; next < start + weights.Length; next++)
            {
                ReadOnlySpan<byte> row = pixels.Slice(next * stride, stride);
                for (int x = 0, i = 0; i < row.Length; x++, i += 4)
                    line[x] = new Vector4(row[i + red], row[i + green], row[i + blue], 255);
                FilterAcross(line, across, ring.AsSpan(next % down.Taps * width, width));
            }
            Span<byte> output = target.Slice(y * targetStride, width * 4);
            for (int x = 0; x < width; x++)
            {
                Vector4 sum = Vector4.Zero;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * ring[(start + i) % down.Taps * width + x];
                Write(sum, output.Slice(x * 4, 4));
            }
        }
        ArrayPool<Vector4>.Shared.Return(line);
        ArrayPool<Vector4>.Shared.Return(ring);
    }

    static void FilterAcross(ReadOnlySpan<Vector4> line, ResamplingAxis across, Span<Vector4> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            ReadOnlySpan<float> weights = across.Weights(x);
            ReadOnlySpan<Vector4> values = line.Slice(across.Start(x), weights.Length);
            Vector4 sum = Vector4.Zero;
            for (int i = 0; i < weights.Length; i++)
                sum += weights[i] * values[i];
            target[x] = sum;
        }
    }

    static void Write(Vector4 color, Span<byte> pixel)
    {
        color = Vector4.Clamp(color, Vector4.Zero, new Vector4(255)) + new Vector4(0.5f);
        pixel[0] = (byte)color.X;
        pixel[1] = (byte)color.Y;
        pixel[2] = (byte)color.Z;
        pixel[3] = 255;
    }
}
