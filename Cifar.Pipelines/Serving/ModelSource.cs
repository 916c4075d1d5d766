using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Cifar.Pipelines.Serving;

/// <summary>The newest version of one model, for a pool of engines or for batches, and the news that there is a newer one.</summary>
/// <remarks>
/// In place of the loaders that <c>FromFile</c> and <c>FromUri</c> configure: it knows the version of what it loads, reads ONNX files as well, and its models
/// cannot be disposed by an engine. A new file that cannot be loaded leaves the old model in use.
/// </remarks>
internal sealed partial class ModelSource : ModelLoader, IDisposable
{
    private readonly MLContext context;
    private readonly ILogger logger;
    private readonly ServingMetrics metrics;
    private readonly IDisposable? watch;
    private readonly Lock loading = new();
    private ModelReloadToken token = new();
    private ServedModel current;

    public ModelSource(CifarClassifierOptions options, IOptions<MLOptions> ml, ServingMetrics metrics, ILogger<ModelSource> logger)
    {
        (context, this.metrics, this.logger) = (ml.Value.MLContext, metrics, logger);
        if (options.ModelPath is { Length: > 0 } path)
        {
            path = Path.GetFullPath(path);
            current = ServedModel.Load(context, path);
            watch = options.ReloadOnChange ? new FileWatch(path, () => Replace(path, path)) : null;
        }
        else
        {
            var address = new ModelAddress(options.ModelUri!);
            string file = address.Download() ?? throw new InvalidOperationException($"{options.ModelUri} says that a file nobody has yet is not modified.");
            current = LoadDownloaded(file, known: null)!;
            watch = options.ReloadOnChange ? address.Poll(options.PollPeriod, downloaded => Replace(downloaded, options.ModelUri!.ToString()), error => Failed(options.ModelUri!.ToString(), error)) : address;
        }
    }

    public ServedModel Current => Volatile.Read(ref current);

    public override ITransformer GetModel() => Current;

    public override IChangeToken GetReloadToken() => Volatile.Read(ref token);

    public void Dispose()
    {
        watch?.Dispose();
        Current.Release();
    }

    private ServedModel? LoadDownloaded(string file, string? known)
    {
        try
        {
            return ServedModel.LoadNewer(context, file, known);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Replace(string file, string name)
    {
        lock (loading)
        {
            try
            {
                string known = Current.Info.Version;
                if ((file == name ? ServedModel.LoadNewer(context, file, known) : LoadDownloaded(file, known)) is not { } newer)
                {
                    return; // Written again with the same content.
                }

                Interlocked.Exchange(ref current, newer).Release();
                metrics.Reloaded(succeeded: true);
                LogReloaded(name, newer.Info.Version);
            }
            catch (Exception error)
            {
                // On a timer's thread: an exception here would end the process that the old model still serves.
                Failed(name, error);
                return;
            }

            // The next token is in place before this one fires: whoever it wakes waits for the next replacement.
            Interlocked.Exchange(ref token, new ModelReloadToken()).OnReload();
        }
    }

    private void Failed(string name, Exception error)
    {
        metrics.Reloaded(succeeded: false);
        LogFailed(name, error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} has changed; version {Version} answers from now on.")]
    private partial void LogReloaded(string name, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed model {Name} cannot be loaded; the one loaded before stays in use.")]
    private partial void LogFailed(string name, Exception exception);
}
