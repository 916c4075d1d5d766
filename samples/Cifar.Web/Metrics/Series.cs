using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Cifar.Web.Metrics;

/// <summary>The values of one instrument with one set of tags.</summary>
internal sealed class Series
{
    private readonly Lock writing = new();
    private readonly bool replaces;
    private readonly double[]? bounds;
    private readonly long[] counts;
    private long count;
    private double sum;

    private Series(bool replaces, double[]? bounds) => (this.replaces, this.bounds, counts) = (replaces, bounds, new long[(bounds?.Length ?? 0) + 1]);

    public static Series For((Instrument Instrument, string Tags) key)
    {
        double[] usual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
        return key.Instrument switch
        {
            Histogram<double> histogram => new Series(false, [.. histogram.Advice?.HistogramBucketBoundaries ?? usual]),
            Counter<long> or Counter<double> or UpDownCounter<long> => new Series(false, null),
            _ => new Series(replaces: true, null), // Observable ones report their state, not a change.
        };
    }

    public void Record(double value)
    {
        lock (writing)
        {
            sum = replaces ? value : sum + value;
            count++;
            if (bounds is not null)
            {
                int bucket = Array.BinarySearch(bounds, value);
                counts[bucket >= 0 ? bucket : ~bucket]++;
            }
        }
    }

    public void Write(StringBuilder text, string name, string tags)
    {
        lock (writing)
        {
            string braced = tags.Length > 0 ? $"{{{tags}}}" : "";
            if (bounds is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braced} {sum}\n");
                return;
            }

            long below = 0;
            for (int i = 0; i <= bounds.Length; i++)
            {
                below += counts[i];
                string bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{tags}{(tags.Length > 0 ? "," : "")}le=\"{bound}\"}} {below}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braced} {sum}\n{name}_count{braced} {count}\n");
        }
    }
}
