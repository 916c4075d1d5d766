using Google.Protobuf;
using TorchSharp.Utils.tensorboard.Enums;

namespace TorchSharp.Utils.tensorboard.Enums
{
    /// <summary>How many bins a histogram gets; the rules are NumPy's.</summary>
    public enum HistogramBinSelector : byte { Doane = 0, Rice = 1, Scott = 2, Sqrt = 3, Stone = 4, Sturges = 5, Tensorflow = 6 }
}

namespace TorchSharp.TensorBoard
{
    /// <summary>Counts of values between edges, as TensorBoard's HistogramProto.</summary>
    internal static class Histogram
    {
        internal static ByteString Message(double[] values, HistogramBinSelector rule, long? maximumBins)
        {
            if (values.Length == 0) throw new ArgumentException("There is nothing to count.", nameof(values));
            Array.Sort(values);
            double[] edges = rule == HistogramBinSelector.Tensorflow ? Exponential() : Even(values, rule);
            long[] counts = Counts(values, edges);
            if (maximumBins is { } limit && counts.Length > limit) (counts, edges) = Merged(counts, edges, (int)(counts.Length / limit));

            // Empty bins at both ends are left out, but for one in front: its limit says where the first bin begins.
            int first = Array.FindIndex(counts, count => count > 0), last = Array.FindLastIndex(counts, count => count > 0);
            double[] limits = edges[first..(last + 2)];
            double[] buckets = [0, .. counts[first..(last + 1)].Select(count => (double)count)];
            return ProtoMessage.Build(message =>
            {
                message.Number(1, values[0]);
                message.Number(2, values[^1]);
                message.Number(3, (double)values.Length);
                message.Number(4, values.Sum());
                message.Number(5, values.Sum(value => value * value));
                message.Packed(6, limits);
                message.Packed(7, buckets);
            });
        }

        static double[] Exponential()
        {
            var positive = new List<double>();
            for (double edge = 1e-12; edge < 1e20; edge *= 1.1) positive.Add(edge);
            return [.. Enumerable.Reverse(positive).Select(edge => -edge), 0, .. positive];
        }

        static double[] Even(double[] sorted, HistogramBinSelector rule)
        {
            double low = sorted[0], high = sorted[^1];
            if (low == high) (low, high) = (low - 0.5, high + 0.5);
            int bins = (int)Math.Clamp(Bins(sorted, high - low, rule), 1, 100_000);
            return [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? high : low + (high - low) * i / bins)];
        }

        static double Bins(double[] x, double range, HistogramBinSelector rule)
        {
            double n = x.Length, mean = x.Average(), deviation = Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / n);
            switch (rule)
            {
                case HistogramBinSelector.Sqrt: return Math.Ceiling(Math.Sqrt(n));
                case HistogramBinSelector.Sturges: return Math.Ceiling(Math.Log2(n) + 1);
                case HistogramBinSelector.Rice: return Math.Ceiling(2 * Math.Cbrt(n));
                case HistogramBinSelector.Scott: return deviation == 0 ? 1 : Math.Ceiling(range / (Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * deviation));
                case HistogramBinSelector.Doane:
                    if (n <= 2 || deviation == 0) return 1;
                    double skewness = x.Average(value => Math.Pow((value - mean) / deviation, 3));
                    return Math.Ceiling(1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(skewness) / Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))));
                case HistogramBinSelector.Stone:
                    return Enumerable.Range(1, Math.Max(100, (int)Math.Sqrt(n))).MinBy(bins =>
                    {
                        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => x[0] + range * i / bins)];
                        return (2 - (n + 1) * Counts(x, edges).Sum(count => count / n * (count / n))) / (range / bins);
                    });
                default: throw new ArgumentOutOfRangeException(nameof(rule), rule, "No such rule.");
            }
        }

        // Bins take their lower edge in; the last one takes both. What is outside of all edges is not counted.
        static long[] Counts(double[] sorted, double[] edges)
        {
            var counts = new long[edges.Length - 1];
            int bin = 0;
            foreach (double value in sorted)
            {
                if (value < edges[0] || value > edges[^1] || double.IsNaN(value)) continue;
                while (bin < counts.Length - 1 && value >= edges[bin + 1]) bin++;
                counts[bin]++;
            }
            return counts;
        }

        static (long[] Counts, double[] Edges) Merged(long[] counts, double[] edges, int together)
        {
            var (merged, limits) = (new List<long>(), new List<double>());
            for (int i = 0; i < counts.Length; i += together)
            {
                limits.Add(edges[i]);
                merged.Add(counts[i..Math.Min(i + together, counts.Length)].Sum());
            }
            limits.Add(edges[^1]);
            return ([.. merged], [.. limits]);
        }
    }
}
