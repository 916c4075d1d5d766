using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where everything starts: the catalogs, and the source of randomness and messages of all they make.</summary>
public sealed class MLContext : IHostEnvironmentInternal
{
    readonly ConcurrentDictionary<string, object?> _options = new(StringComparer.Ordinal);
    readonly object _randomness = new();
    readonly Random _random;
    readonly int? _seed;

    public MLContext(int? seed = null)
    {
        _seed = seed;
        _random = seed is int known ? new Random(known) : new Random();
        Transforms = new TransformsCatalog(this);
        MulticlassClassification = new MulticlassClassificationCatalog(this);
        Data = new DataOperationsCatalog(this);
        Model = new ModelOperationsCatalog(this);
    }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public DataOperationsCatalog Data { get; }

    public ComponentCatalog ComponentCatalog { get; } = new();

    /// <summary>Where components put files they need for a while.</summary>
    public string TempFilePath { get; set; } = Path.GetTempPath();

    /// <summary>Whether scoring on a GPU may go on on the CPU when there is no GPU.</summary>
    public bool FallbackToCpu { get; set; }

    /// <summary>The GPU to score on, or null for the CPU.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Raised for every message, on the thread that sends it.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    int? IHostEnvironmentInternal.Seed => _seed;

    string IExceptionContext.ContextDescription => "HostEnvironment";

    public T GetOptionOrDefault<T>(string name) => TryGetOption(name, out T? value) ? value! : default!;

    public bool TryGetOption<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        bool found = _options.TryGetValue(name, out object? stored);
        value = found ? (T?)stored! : default;
        return found;
    }

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(name, value);

    public void SetOption<T>(string name, T value) => _options[name] = value;

    public bool RemoveOption(string name) => _options.TryRemove(name, out _);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose)
    {
        lock (_randomness)
            return new HostEnvironment(this, name, seed ?? _random.Next());
    }

    IChannel IChannelProvider.Start(string name) => new Channel(this, name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => new ProgressChannel(this, name);

    TException IExceptionContext.Process<TException>(TException ex) => ex;

    internal void Publish(LoggingEventArgs message) => Log?.Invoke(this, message);
}
