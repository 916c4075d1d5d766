using System.Numerics;

namespace Cifar.Models.Onnx;

/// <summary>An unsharp mask as one square integer kernel, applied to each colour channel of 8-bit images.</summary>
/// <remarks>
/// <c>result = clamp(round(sum(Weights * neighbourhood) / Divisor), 0, 255)</c>, ties to even, borders mirrored without repeating the edge pixel (reflect-101),
/// as OpenCV's <c>filter2D</c> does. A power of two as divisor and the bound on the weights make every sum exact in 32-bit floats too:
/// an ONNX graph that sharpens gives the very same bytes as <see cref="Apply(ReadOnlySpan{byte}, int, int, Span{byte})"/>.
/// </remarks>
/// <param name="Size">Rows and columns of the kernel: odd, 1 to 33.</param>
/// <param name="Weights">Size * Size weights, row by row; <c>255 * sum(|weight|)</c> below 2^24.</param>
/// <param name="Divisor">A power of two, 1 to 65,536.</param>
/// <param name="Threshold">Pixels whose sum differs from <c>Divisor * pixel</c> by less than this stay as they are; 0 sharpens all.</param>
/// <exception cref="ArgumentException">A number is out of range.</exception>
public sealed record SharpeningKernel(int Size, IReadOnlyList<int> Weights, int Divisor, int Threshold = 0)
{
    private const int MaximumRadius = 16;
    private const int MaximumDivisor = 1 << 16;

    // Sums of pixel * weight stay below 2^24, the largest range in which 32-bit floats hold every integer.
    private const int MaximumAbsoluteSum = (1 << 24) / 255;

    /// <summary>Twice the image minus its 5x5 binomial blur (amount 1, divisor 256).</summary>
    public static SharpeningKernel Default { get; } = new(
        5,
        [
            -1, -4, -6, -4, -1,
            -4, -16, -24, -16, -4,
            -6, -24, 476, -24, -6,
            -4, -16, -24, -16, -4,
            -1, -4, -6, -4, -1,
        ],
        256);

    /// <inheritdoc cref="SharpeningKernel(int, IReadOnlyList{int}, int, int)" path="/param[@name='Size']"/>
    public int Size { get; } = CheckSize(Size);

    /// <inheritdoc cref="SharpeningKernel(int, IReadOnlyList{int}, int, int)" path="/param[@name='Weights']"/>
    public IReadOnlyList<int> Weights { get; } = CheckWeights(Weights, Size);

    /// <inheritdoc cref="SharpeningKernel(int, IReadOnlyList{int}, int, int)" path="/param[@name='Divisor']"/>
    public int Divisor { get; } = CheckDivisor(Divisor);

    /// <inheritdoc cref="SharpeningKernel(int, IReadOnlyList{int}, int, int)" path="/param[@name='Threshold']"/>
    public int Threshold { get; } = CheckThreshold(Threshold);

    internal int Radius => Size / 2;

    /// <summary>The classic unsharp mask <c>pixel + amount * (pixel - blurred)</c> with a Gaussian blur, its weights rounded to integers that sum to the divisor.</summary>
    /// <param name="radius">Half the kernel: the kernel has <c>2 * radius + 1</c> rows and columns. 1 to 16.</param>
    /// <param name="sigma">Standard deviation of the blur in pixels. 0.1 to 16.</param>
    /// <param name="amount">How much of the difference is added. Above 0, to 10.</param>
    /// <param name="threshold">Pixels that differ from the blurred ones by less than this stay as they are. 0 to 255; 0 sharpens all.</param>
    /// <returns>The kernel, with the largest divisor that keeps every sum exact.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static SharpeningKernel FromGaussian(int radius, double sigma, double amount = 1, double threshold = 0)
    {
        CheckRange(radius, 1, MaximumRadius, nameof(radius));
        CheckRange(sigma, 0.1, MaximumRadius, nameof(sigma));
        CheckRange(amount, 0.01, 10, nameof(amount));
        CheckRange(threshold, 0, 255, nameof(threshold));

        // sum(|weights|) is at most divisor * (1 + 2 * amount), and rounding adds at most 1/2 a weight.
        int size = (2 * radius) + 1;
        int divisor = MaximumDivisor;
        while ((divisor * (1 + (2 * amount))) + (size * size) >= MaximumAbsoluteSum)
        {
            divisor /= 2;
        }

        double[] profile = [.. Enumerable.Range(-radius, size).Select(x => Math.Exp(-x * x / (2 * sigma * sigma)))];
        double total = profile.Sum() * profile.Sum();
        var weights = new int[size * size];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = -(int)Math.Round(amount * divisor * profile[i / size] * profile[i % size] / total);
        }

        // The centre takes what is left, so that flat areas keep their value exactly.
        int centre = weights.Length / 2;
        weights[centre] = 0;
        weights[centre] = divisor - weights.Sum();
        return new(size, weights, divisor, (int)Math.Ceiling(threshold * amount * divisor));
    }

    /// <summary>Sharpens an image.</summary>
    /// <param name="pixels">Planes of height * width bytes one after the other; for an RGB image [3, height, width].</param>
    /// <param name="height">Rows of each plane, at least 1.</param>
    /// <param name="width">Columns of each plane, at least 1.</param>
    /// <returns>A new array of the same layout.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of height * width.</exception>
    public byte[] Apply(byte[] pixels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var result = new byte[pixels.Length];
        Apply(pixels, height, width, result);
        return result;
    }

    /// <summary>Sharpens any number of planes: images, or whole batches [N, 3, height, width].</summary>
    /// <param name="pixels">Planes of height * width bytes one after the other.</param>
    /// <param name="height">Rows of each plane, at least 1.</param>
    /// <param name="width">Columns of each plane, at least 1.</param>
    /// <param name="destination">Where the result goes; as long as <paramref name="pixels"/>, and other memory.</param>
    /// <exception cref="ArgumentException">The length is no multiple of height * width, or the destination has another length or overlaps.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, int height, int width, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        long plane = (long)height * width;
        if (pixels.Length % plane != 0)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no whole number of {height} x {width} planes.", nameof(pixels));
        }

        if (destination.Length != pixels.Length || pixels.Overlaps(destination))
        {
            throw new ArgumentException($"The destination must be other memory of {pixels.Length} bytes.", nameof(destination));
        }

        if (BinomialSharpening.Serves(this, width))
        {
            using var binomial = new BinomialSharpening(height, width);
            for (int start = 0; start < pixels.Length; start += (int)plane)
            {
                binomial.Apply(pixels.Slice(start, (int)plane), destination.Slice(start, (int)plane));
            }

            return;
        }

        using var filter = new SharpeningFilter(this, height, width);
        for (int start = 0; start < pixels.Length; start += (int)plane)
        {
            filter.Apply(pixels.Slice(start, (int)plane), destination.Slice(start, (int)plane));
        }
    }

    /// <summary>Whether both sharpen in the same way.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when size, weights, divisor and threshold are equal.</returns>
    public bool Equals(SharpeningKernel? other) =>
        other is not null && Size == other.Size && Divisor == other.Divisor && Threshold == other.Threshold && Weights.SequenceEqual(other.Weights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Size, Divisor, Threshold, Weights[Weights.Count / 2]);

    private static int CheckSize(int size) => size is >= 1 and <= (2 * MaximumRadius) + 1 && size % 2 == 1
        ? size
        : throw new ArgumentException($"{nameof(Size)} is {size}; it must be odd, 1 to {(2 * MaximumRadius) + 1}.");

    private static IReadOnlyList<int> CheckWeights(IReadOnlyList<int> weights, int size)
    {
        ArgumentNullException.ThrowIfNull(weights, nameof(Weights));
        if (weights.Count != size * size)
        {
            throw new ArgumentException($"{nameof(Weights)} has {weights.Count} numbers; a kernel of size {size} must have {size * size}.");
        }

        long sum = weights.Sum(weight => Math.Abs((long)weight));
        return sum < MaximumAbsoluteSum
            ? [.. weights]
            : throw new ArgumentException($"{nameof(Weights)} have an absolute sum of {sum}; it must be below {MaximumAbsoluteSum}, so that sums are exact.");
    }

    private static int CheckDivisor(int divisor) => divisor is >= 1 and <= MaximumDivisor && BitOperations.IsPow2(divisor)
        ? divisor
        : throw new ArgumentException($"{nameof(Divisor)} is {divisor}; it must be a power of two, 1 to {MaximumDivisor}.");

    private static int CheckThreshold(int threshold) => threshold is >= 0 and < 1 << 24
        ? threshold
        : throw new ArgumentException($"{nameof(Threshold)} is {threshold}; it must be 0 to {(1 << 24) - 1}.");

    private static void CheckRange(double value, double from, double to, string name)
    {
        if (!(value >= from && value <= to))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {from} to {to}.");
        }
    }
}
