using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Explanation;

/// <summary>Covers one part of an image after the other and sees how much less probable the class becomes (Zeiler and Fergus 2014, arXiv:1311.2901).</summary>
/// <remarks>Needs nothing of a model but its answers, so it is a check of <see cref="GradCam"/> that shares no code with it.</remarks>
public static class OcclusionSensitivity
{
    /// <summary>Explains one image.</summary>
    /// <param name="scorer">The model; it must take pixels.</param>
    /// <param name="pixels">Planar RGB bytes [3, Height, Width].</param>
    /// <param name="label">Number of the class; null for the most probable one.</param>
    /// <param name="options">How to cover; null for the defaults.</param>
    /// <returns>For each pixel the mean loss of probability over the squares that cover it; its peak is that loss, 0..1.</returns>
    /// <exception cref="ArgumentException">The image has another size, there is no such class, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model takes features, not pixels.</exception>
    public static HeatMap Explain(OnnxImageScorer scorer, ReadOnlySpan<byte> pixels, int? label = null, OcclusionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        int height = scorer.Height, width = scorer.Width;
        if (pixels.Length != PixelNormalization.Channels * height * width)
        {
            throw new ArgumentException($"The image has {pixels.Length:N0} bytes; {PixelNormalization.Channels} x {height} x {width} are needed.", nameof(pixels));
        }

        if (label < 0 || label >= scorer.Classes)
        {
            throw new ArgumentException($"There is no class {label}; they are 0 to {scorer.Classes - 1}.", nameof(label));
        }

        options ??= new();
        int window = Checked(options.Window ?? Math.Max(1, Math.Min(height, width) / 4), Math.Min(height, width), nameof(options.Window));
        int step = Checked(options.Step ?? Math.Max(1, window / 4), window, nameof(options.Step));
        int batch = Checked(options.BatchSize, int.MaxValue, nameof(options.BatchSize));
        float[] whole = scorer.Score(pixels);
        int target = label ?? Array.IndexOf(whole, whole.Max());
        (int Row, int Column)[] places = [.. from row in Starts(height, window, step) from column in Starts(width, window, step) select (row, column)];
        float[] losses = Losses(scorer, pixels, places, window, batch, target, whole[target]);
        return new HeatMap(height, width, Spread(places, losses, window, height, width));
    }

    private static float[] Losses(OnnxImageScorer scorer, ReadOnlySpan<byte> pixels, (int Row, int Column)[] places, int window, int batch, int target, float whole)
    {
        int size = pixels.Length, area = scorer.Height * scorer.Width;
        byte[] mean = [Mean(pixels[..area]), Mean(pixels.Slice(area, area)), Mean(pixels[(2 * area)..])];
        var losses = new List<float>(places.Length);
        foreach (var part in places.Chunk(batch))
        {
            var covered = new byte[part.Length * size];
            for (int i = 0; i < part.Length; i++)
            {
                var copy = covered.AsSpan(i * size, size);
                pixels.CopyTo(copy);
                for (int line = 0; line < PixelNormalization.Channels * window; line++)
                {
                    int channel = line / window, row = part[i].Row + (line % window);
                    copy.Slice((channel * area) + (row * scorer.Width) + part[i].Column, window).Fill(mean[channel]);
                }
            }

            float[] scores = scorer.Score(covered);
            losses.AddRange(Enumerable.Range(0, part.Length).Select(i => whole - scores[(i * scorer.Classes) + target]));
        }

        return [.. losses];
    }

    private static float[] Spread((int Row, int Column)[] places, float[] losses, int window, int height, int width)
    {
        var sums = new float[height * width];
        var counts = new int[height * width];
        foreach (var ((row, column), loss) in places.Zip(losses))
        {
            for (int y = row; y < row + window; y++)
            {
                for (int x = column; x < column + window; x++)
                {
                    sums[(y * width) + x] += loss;
                    counts[(y * width) + x]++;
                }
            }
        }

        return [.. sums.Zip(counts, (sum, count) => sum / count)];
    }

    // The last square ends at the edge, so that every pixel is covered.
    private static IEnumerable<int> Starts(int length, int window, int step)
    {
        for (int start = 0; start < length - window; start += step)
        {
            yield return start;
        }

        yield return length - window;
    }

    private static byte Mean(ReadOnlySpan<byte> plane)
    {
        long sum = 0;
        foreach (byte value in plane)
        {
            sum += value;
        }

        return (byte)(sum / plane.Length);
    }

    private static int Checked(int value, int most, string name) => value >= 1 && value <= most
        ? value
        : throw new ArgumentException($"{name} is {value}; it must be 1 to {most:N0}.");
}
