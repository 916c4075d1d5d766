using System.Globalization;

namespace Cifar.LoadTest;

/// <summary>What a load got, and what it cost.</summary>
/// <param name="Time">How long it went on.</param>
/// <param name="Accepted">When each answered request ended, and its latency in milliseconds.</param>
/// <param name="Statuses">Answers by HTTP status.</param>
/// <param name="Lost">Requests that got no answer at all.</param>
/// <param name="WithoutRetryAfter">Those 429 that do not say when to come back.</param>
/// <param name="Versions">Versions of the model that answered.</param>
/// <param name="Processor">Processor time of server and clients.</param>
/// <param name="FirstQuarter">Mean resident memory in MB in the first quarter of the time.</param>
/// <param name="LastQuarter">The same in the last quarter.</param>
internal sealed record LoadResult(
    TimeSpan Time,
    (TimeSpan At, double Milliseconds)[] Accepted,
    IReadOnlyDictionary<int, int> Statuses,
    int Lost,
    int WithoutRetryAfter,
    int Versions,
    TimeSpan Processor,
    double FirstQuarter,
    double LastQuarter)
{
    public int Asked => Statuses.Values.Sum() + Lost;

    public double PerSecond => Accepted.Length / Time.TotalSeconds;

    public double MemoryGrowth => (LastQuarter / FirstQuarter) - 1;

    /// <summary>Requests that the server did wrong by: errors of its own, or no answer.</summary>
    public int Failed => Lost + Statuses.Where(status => status.Key >= 500).Sum(status => status.Value);

    public double Latency(double share) => Quantile.Of(Accepted.Select(answer => answer.Milliseconds), share);

    /// <summary>Latency of those that were answered in one half of the time.</summary>
    public double Latency(double share, bool secondHalf) => Quantile.Of(Accepted.Where(answer => answer.At > Time / 2 == secondHalf).Select(answer => answer.Milliseconds), share);

    public void Print(string name)
    {
        string shares = string.Join(", ", Statuses.Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}: {status.Value:N0} ({100.0 * status.Value / Asked:F1} %)")));
        Console.WriteLine($"{name}: {PerSecond:N0} answers/s in {Time.TotalSeconds:F0} s; by status {shares}; 5xx or no answer: {Failed}");
        Console.WriteLine($"  latency of accepted requests, ms: p50 {Latency(0.5):F1}, p90 {Latency(0.9):F1}, p99 {Latency(0.99):F1}, greatest {Latency(1):F1}");
        Console.WriteLine($"  processor time of server and clients, ms an accepted request: {Processor.TotalMilliseconds / Math.Max(1, Accepted.Length):F3}");
        Console.WriteLine($"  resident memory, MB: first quarter {FirstQuarter:F0}, last quarter {LastQuarter:F0} ({100 * MemoryGrowth:+0.0;-0.0} %)");
    }
}
