using System.Buffers;
using System.Numerics;

namespace Cifar.Models.Onnx;

/// <summary>Slides a kernel over one plane after the other, whole rows at a time, in vectors of 32-bit integers.</summary>
/// <remarks>
/// Only <c>Size</c> widened, mirrored rows are in memory at once. Rows are padded to whole vectors, so there is no scalar remainder.
/// </remarks>
internal sealed class SharpeningFilter : IDisposable
{
    private readonly SharpeningKernel kernel;
    private readonly int height;
    private readonly int width;
    private readonly int radius;
    private readonly int stride;
    private readonly (int Row, int Column, int Weight)[] taps;
    private readonly int[] rows;
    private readonly byte[] line;

    public SharpeningFilter(SharpeningKernel kernel, int height, int width)
    {
        this.kernel = kernel;
        this.height = height;
        this.width = width;
        radius = kernel.Radius;
        int padded = (width + Vector<byte>.Count - 1) / Vector<byte>.Count * Vector<byte>.Count;
        stride = padded + (2 * radius);
        taps = [.. kernel.Weights.Select((weight, i) => (i / kernel.Size, i % kernel.Size, weight)).Where(tap => tap.weight != 0)];
        rows = ArrayPool<int>.Shared.Rent(kernel.Size * stride);
        Array.Clear(rows, 0, kernel.Size * stride);
        line = ArrayPool<byte>.Shared.Rent(padded);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(rows);
        ArrayPool<byte>.Shared.Return(line);
    }

    public void Apply(ReadOnlySpan<byte> plane, Span<byte> destination)
    {
        for (int y = -radius; y < radius; y++)
        {
            Load(plane, y);
        }

        Span<int> starts = stackalloc int[kernel.Size];
        for (int y = 0; y < height; y++)
        {
            Load(plane, y + radius);
            for (int i = 0; i < starts.Length; i++)
            {
                starts[i] = Slot(y - radius + i) * stride;
            }

            for (int x = 0; x < width; x += Vector<byte>.Count)
            {
                Sharpen(starts, x).CopyTo(line, x);
            }

            line.AsSpan(0, width).CopyTo(destination.Slice(y * width, width));
        }
    }

    private Vector<byte> Sharpen(ReadOnlySpan<int> starts, int x)
    {
        Vector<int> a = default, b = default, c = default, d = default;
        int lanes = Vector<int>.Count;
        foreach ((int row, int column, int weight) in taps)
        {
            int from = starts[row] + x + column;
            var w = new Vector<int>(weight);
            a += new Vector<int>(rows, from) * w;
            b += new Vector<int>(rows, from + lanes) * w;
            c += new Vector<int>(rows, from + (2 * lanes)) * w;
            d += new Vector<int>(rows, from + (3 * lanes)) * w;
        }

        int centre = starts[radius] + x + radius;
        return Vector.Narrow(
            (Vector<ushort>)Vector.Narrow(Finish(a, centre), Finish(b, centre + lanes)),
            (Vector<ushort>)Vector.Narrow(Finish(c, centre + (2 * lanes)), Finish(d, centre + (3 * lanes))));
    }

    /// <summary>Divides, rounding ties to even, clamps to a byte, and puts back the pixels below the threshold.</summary>
    private Vector<int> Finish(Vector<int> sum, int centre)
    {
        int shift = BitOperations.Log2((uint)kernel.Divisor);
        Vector<int> rounded = sum;
        if (shift > 0)
        {
            Vector<int> odd = (sum >> shift) & Vector<int>.One;
            rounded = (sum + new Vector<int>((kernel.Divisor / 2) - 1) + odd) >> shift;
        }

        Vector<int> result = Vector.Min(Vector.Max(rounded, Vector<int>.Zero), new Vector<int>(255));
        if (kernel.Threshold == 0)
        {
            return result;
        }

        var pixels = new Vector<int>(rows, centre);
        Vector<int> difference = Vector.Abs(sum - (pixels * new Vector<int>(kernel.Divisor)));
        return Vector.ConditionalSelect(Vector.LessThan(difference, new Vector<int>(kernel.Threshold)), pixels, result);
    }

    private int Slot(int y) => (y + radius) % kernel.Size;

    private void Load(ReadOnlySpan<byte> plane, int y)
    {
        ReadOnlySpan<byte> source = plane.Slice(Mirror(y, height) * width, width);
        Span<int> target = rows.AsSpan(Slot(y) * stride, width + (2 * radius));
        for (int x = 0; x < radius; x++)
        {
            target[x] = source[Mirror(x - radius, width)];
            target[width + radius + x] = source[Mirror(width + x, width)];
        }

        PixelConversion.Widen(source, target.Slice(radius, width));
    }

    /// <summary>Reflect-101: ... 2 1 0 1 2 ... n-2 n-1 n-2 ..., as often as it takes for images smaller than the kernel.</summary>
    internal static int Mirror(int position, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        int period = 2 * (length - 1);
        int inside = ((position % period) + period) % period;
        return Math.Min(inside, period - inside);
    }
}
