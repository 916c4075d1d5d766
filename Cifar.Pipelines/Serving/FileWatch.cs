namespace Cifar.Pipelines.Serving;

/// <summary>Calls back, on a timer's thread, when a file was written or replaced and has been quiet for a moment.</summary>
internal sealed class FileWatch : IDisposable
{
    // Writing a file raises a burst of events; the last one is followed by this much quiet.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(200);

    private readonly FileSystemWatcher watcher;
    private readonly Timer timer;

    public FileWatch(string path, Action changed)
    {
        timer = new Timer(_ => changed());
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        watcher.Changed += (_, _) => Schedule();
        watcher.Created += (_, _) => Schedule();
        watcher.Renamed += (_, _) => Schedule();
        watcher.Error += (_, _) => Schedule();
        watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        watcher.Dispose();
        timer.Dispose();
    }

    private void Schedule() => timer.Change(Settled, Timeout.InfiniteTimeSpan);
}
