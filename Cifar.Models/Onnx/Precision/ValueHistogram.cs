namespace Cifar.Models.Onnx.Precision;

/// <summary>Where the values of an activation lie: its range, and how many are in each of its parts.</summary>
internal sealed class ValueHistogram
{
    private const int Bins = 4096;

    private readonly long[] counts = new long[Bins];
    private float lowest;
    private float highest;
    private long total;

    /// <summary>First pass: widens the range, which always has 0 in it, because padding and rectifiers make zeros.</summary>
    public void AddToRange(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFormatException($"The model makes the value {value} inside; 8-bit integers cannot stand for that.");
            }

            lowest = MathF.Min(lowest, value);
            highest = MathF.Max(highest, value);
        }
    }

    /// <summary>Second pass.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        float perUnit = highest > lowest ? Bins / (highest - lowest) : 0;
        foreach (float value in values)
        {
            counts[Math.Clamp((int)((value - lowest) * perUnit), 0, Bins - 1)]++;
        }

        total += values.Length;
    }

    /// <summary>The range with at most so many values beyond each end.</summary>
    public (float Lowest, float Highest) Range(double percentile)
    {
        long allowed = (long)(total * (100 - percentile) / 100);
        int first = 0, last = Bins - 1;
        for (long beyond = counts[first]; beyond <= allowed && first < last; beyond += counts[first])
        {
            first++;
        }

        for (long beyond = counts[last]; beyond <= allowed && first < last; beyond += counts[last])
        {
            last--;
        }

        float width = (highest - lowest) / Bins;
        return total == 0 ? (lowest, highest) : (MathF.Min(0, lowest + (first * width)), MathF.Max(0, lowest + ((last + 1) * width)));
    }
}
