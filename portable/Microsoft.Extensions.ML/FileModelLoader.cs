using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Loads a model file, and loads it again when it changes. A new file that cannot be loaded leaves the old model in place.</summary>
sealed partial class FileModelLoader(IOptions<MLOptions> options, ILogger<FileModelLoader> logger) : ModelLoader, IDisposable
{
    // Writing a file raises a burst of events; the last one is followed by this much quiet.
    static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(200);

    readonly ReloadableModel current = new();
    readonly Lock loading = new();
    FileSystemWatcher? watcher;
    Timer? reload;
    string path = "";

    public void Start(string filePath, bool watchForChanges)
    {
        path = Path.GetFullPath(filePath);
        if (!File.Exists(path)) throw new ArgumentException($"The model file {path} does not exist.", nameof(filePath));
        if (watchForChanges) Watch();
        Load();
    }

    public override ITransformer GetModel() => current.Model;

    public override IChangeToken GetReloadToken() => current.Token;

    public void Dispose()
    {
        watcher?.Dispose();
        reload?.Dispose();
    }

    void Watch()
    {
        reload = new Timer(_ => Reload());
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        watcher.Changed += (_, _) => Schedule();
        watcher.Created += (_, _) => Schedule();
        watcher.Renamed += (_, _) => Schedule();
        watcher.Error += (_, _) => Schedule();
        watcher.EnableRaisingEvents = true;
    }

    void Schedule() => reload?.Change(Settled, Timeout.InfiniteTimeSpan);

    void Reload()
    {
        try
        {
            Load();
            Reloaded(path);
        }
        catch (Exception e)
        {
            // On a timer's thread; an exception here would end the process that the old model still serves.
            ReloadFailed(path, e);
        }
    }

    void Load()
    {
        lock (loading)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            current.Replace(options.Value.MLContext.Model.Load(file, out _));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded the model from {Path}.")]
    partial void Reloaded(string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed model file {Path} cannot be loaded; the model loaded before stays in use.")]
    partial void ReloadFailed(string path, Exception exception);
}
