using System.Diagnostics;

namespace Cifar.Models.Data;

/// <summary>Thins out the reports of one stage to about ten a second and measures its speed.</summary>
sealed class ProgressMeter(IProgress<DownloadProgress>? progress, DownloadStage stage, long startBytes, long totalBytes)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

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
        double seconds = elapsed.TotalSeconds;
        progress.Report(new DownloadProgress(stage, bytes, totalBytes, seconds > 0 ? (bytes - startBytes) / seconds : 0));
    }
}
