using System.Diagnostics;

namespace Cifar.Benchmarks;

/// <summary>Work done again and again in one process.</summary>
internal static class Timed
{
    /// <summary>The median of several times in seconds, after one that does not count.</summary>
    public static double Median(int repeats, Action work)
    {
        work();
        double[] seconds = [.. Enumerable.Range(0, repeats).Select(_ => Seconds(work)).Order()];
        return (seconds[(repeats - 1) / 2] + seconds[repeats / 2]) / 2;
    }

    public static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
