using System.Diagnostics;

namespace Cifar.LoadTest;

/// <summary>Resident memory of this process over a time: the means of its first and of its last quarter.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly List<(TimeSpan At, double Megabytes)> samples = [];
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan time;
    private readonly Timer timer;

    public MemoryWatch(TimeSpan time)
    {
        this.time = time;
        timer = new Timer(_ => Sample(), null, TimeSpan.Zero, time / 100);
    }

    public double FirstQuarter => Mean(at => at < time / 4);

    public double LastQuarter => Mean(at => at > 3 * time / 4);

    public void Dispose() => timer.Dispose();

    private void Sample()
    {
        lock (samples)
        {
            samples.Add((Stopwatch.GetElapsedTime(start), Environment.WorkingSet / 1e6));
        }
    }

    private double Mean(Func<TimeSpan, bool> when)
    {
        lock (samples)
        {
            return samples.Where(sample => when(sample.At)).Select(sample => sample.Megabytes).DefaultIfEmpty(double.NaN).Average();
        }
    }
}
