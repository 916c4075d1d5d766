namespace Microsoft.ML.ImageAnalytics.Images;

/// <summary>For each target position along one axis: which source positions contribute, and how much.</summary>
/// <remarks>
/// The filter is Mitchell and Netravali's cubic (B = C = 1/3, "Reconstruction Filters in Computer Graphics", 1988). When shrinking it is stretched by the
/// ratio, so that every source pixel counts; positions beyond the edge repeat the edge.
/// </remarks>
sealed class ResamplingAxis
{
    readonly int[] _starts;
    readonly int[] _counts;
    readonly float[] _weights;

    /// <param name="source">Source pixels.</param>
    /// <param name="target">Pixels that the whole source is scaled to.</param>
    /// <param name="first">The first of them that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    internal ResamplingAxis(int source, int target, int first, int count)
    {
        double scale = (double)source / target;
        double stretch = Math.Max(scale, 1);
        Taps = (int)Math.Min(Math.Ceiling(4 * stretch) + 1, source);
        Count = count;
        _starts = new int[count];
        _counts = new int[count];
        _weights = new float[count * Taps];
        for (int i = 0; i < count; i++)
            Fill(i, (first + i + 0.5) * scale, stretch, source);
    }

    internal int Count { get; }

    /// <summary>The most contributions that any target position has.</summary>
    internal int Taps { get; }

    internal int Start(int i) => _starts[i];

    internal int End(int i) => _starts[i] + _counts[i];

    internal ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(i * Taps, _counts[i]);

    void Fill(int i, double center, double stretch, int source)
    {
        int from = (int)Math.Floor(center - 2 * stretch), to = (int)Math.Ceiling(center + 2 * stretch) - 1;
        int start = Math.Clamp(from, 0, source - 1);
        Span<float> weights = _weights.AsSpan(i * Taps, Math.Clamp(to, 0, source - 1) - start + 1);
        double sum = 0;
        for (int position = from; position <= to; position++)
        {
            double weight = Mitchell(Math.Abs(position + 0.5 - center) / stretch);
            weights[Math.Clamp(position, 0, source - 1) - start] += (float)weight;
            sum += weight;
        }
        foreach (ref float weight in weights)
            weight = (float)(weight / sum);
        _starts[i] = start;
        _counts[i] = weights.Length;
    }

    static double Mitchell(double x) =>
        x < 1 ? (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6
        : x < 2 ? (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6
        : 0;
}
