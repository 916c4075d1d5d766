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
    private bool isDisposed;

    public ModelSource(CifarClassifierOptions options, IOptions<MLOptions> ml, ServingMetrics metrics, ILogger<ModelSource> logger)
    {
        (context, this.metrics, this.logger) = (ml.Value.MLContext, metrics, logger);
        if (options.ModelPath is { Length: > 0 } path)
        {
            path = Path.GetFullPath(path);
            current = ServedModel.Load(context, path);
            if (options.ReloadOnChange)
            {
                watch = new FileWatch(path, () => Replace(path, path));
                Replace(path, path); // What was written after the file was read and before it was watched has raised no event.
            }
        }
        else
        {
            var address = new ModelAddress(options.ModelUri!);
            string name = address.ToString();
            ServedModel? first = null;
            address.Download(file =>
            {
                first = ServedModel.Load(context, file);
                return true;
            });
            current = first ?? throw new InvalidOperationException($"{name} says that a file nobody has yet is not modified.");
            watch = options.ReloadOnChange ? address.Poll(options.PollPeriod, file => Replace(file, name), error => Failed(name, error)) : address;
        }
    }

    public ServedModel Current => Volatile.Read(ref current);

    public override ITransformer GetModel() => Current;

    public override IChangeToken GetReloadToken() => Volatile.Read(ref token);

    public void Dispose()
    {
        watch?.Dispose();
        // The watch does not wait for a replacement that is under way.
        lock (loading)
        {
            if (!isDisposed)
            {
                isDisposed = true;
                Current.Release();
            }
        }
    }

    /// <summary>Loads a file in place of the current version.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Where it comes from, for the log.</param>
    /// <returns>Whether the version in the file is the current one now.</returns>
    internal bool Replace(string file, string name)
    {
        lock (loading)
        {
            if (isDisposed)
            {
                return false;
            }

            try
            {
                if (ServedModel.LoadNewer(context, file, Current.Info.Version) is not { } newer)
                {
                    return true; // Written again with the same content.
                }

                Interlocked.Exchange(ref current, newer).Release();
                metrics.Reloaded(succeeded: true);
                LogReloaded(name, newer.Info.Version);
            }
            catch (Exception error)
            {
                // On a timer's thread: an exception here would end the process that the old model still serves.
                Failed(name, error);
                return false;
            }

            // The next token is in place before this one fires: whoever it wakes waits for the next replacement.
            Interlocked.Exchange(ref token, new ModelReloadToken()).OnReload();
            return true;
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
