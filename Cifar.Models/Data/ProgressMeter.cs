using System.Diagnostics;

namespace Cifar.Models.Data;

/// <summary>Thins out the reports of one stage to about ten a second and measures its speed.</summary>
sealed class ProgressMeter(IProgress<DownloadProgress>? progress, DownloadStage stage, long startBytes, long totalBytes)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A speed from the first few reads would promise hours or nothing.</summary>
    static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    readonly long started = Stopwatch.GetTimestamp();
    TimeSpan reported = -Interval;

    public void Report(long bytes)
    {
        if (progress is null)
            return;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (elapsed - reported < Interval && bytes < totalBytes)
            return;
        reported = elapsed;
        progress.Report(new DownloadProgress(stage, bytes, totalBytes, elapsed >= Settled ? (bytes - startBytes) / elapsed.TotalSeconds : 0));
    }
}
