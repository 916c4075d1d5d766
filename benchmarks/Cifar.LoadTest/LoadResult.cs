namespace Cifar.LoadTest;

/// <summary>What a load did.</summary>
internal sealed record LoadResult(TimeSpan Time, double[] Latencies, IReadOnlyDictionary<int, int> Statuses, double FirstQuarter, double LastQuarter)
{
    public double PerSecond => Latencies.Length / Time.TotalSeconds;

    public double AskedPerSecond => Statuses.Values.Sum() / Time.TotalSeconds;

    public void Print(string name)
    {
        Console.WriteLine($"{name}: {PerSecond:N0} answers/s; by status: {string.Join(", ", Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value:N0}"))}");
        Console.WriteLine($"  latency of accepted requests, ms: p50 {At(0.5):F1}, p90 {At(0.9):F1}, p99 {At(0.99):F1}, greatest {At(1):F1}");
        Console.WriteLine($"  resident memory, MB: first quarter {FirstQuarter:F0}, last quarter {LastQuarter:F0} ({100 * ((LastQuarter / FirstQuarter) - 1):+0.0;-0.0} %)");
    }

    private double At(double share) => Latencies.Length == 0 ? double.NaN : Latencies[(int)(share * (Latencies.Length - 1))];
}
