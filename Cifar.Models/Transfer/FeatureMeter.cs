using System.Diagnostics;

namespace Cifar.Models.Transfer;

/// <summary>Counts images, measures their speed, and tells somebody, not too often. Not thread-safe.</summary>
internal sealed class FeatureMeter(IProgress<FeatureProgress>? progress, int total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly long started = Stopwatch.GetTimestamp();
    private TimeSpan told = -Interval;
    private int done;
    private int computed;

    public double Seconds => Stopwatch.GetElapsedTime(started).TotalSeconds;

    /// <summary>Images that were there already.</summary>
    public void Found(int images)
    {
        done += images;
        Tell();
    }

    public void Add(int images)
    {
        done += images;
        computed += images;
        Tell();
    }

    private void Tell()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (progress is not null && (elapsed - told >= Interval || done == total))
        {
            told = elapsed;
            progress.Report(new FeatureProgress(done, total, computed > 0 ? computed / elapsed.TotalSeconds : 0));
        }
    }
}
