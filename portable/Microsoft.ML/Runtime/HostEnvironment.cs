namespace Microsoft.ML.Runtime;

/// <summary>The environment of one component of an <see cref="MLContext"/>.</summary>
sealed class HostEnvironment(MLContext context, string name, int seed) : IHost, IHostEnvironmentInternal
{
    readonly object _randomness = new();

    /// <summary>Not thread-safe: a component that draws from several threads makes its own from this.</summary>
    public Random Rand { get; } = new(seed);

    public ComponentCatalog ComponentCatalog => context.ComponentCatalog;

    public int? Seed => context.Internal().Seed;

    public string TempFilePath => context.TempFilePath;

    public bool FallbackToCpu => context.FallbackToCpu;

    public int? GpuDeviceId => context.GpuDeviceId;

    public string ContextDescription => name;

    public TException Process<TException>(TException ex) where TException : Exception
    {
        ex.Data["Component"] = name;
        return ex;
    }

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        lock (_randomness)
            return new HostEnvironment(context, name, seed ?? Rand.Next());
    }

    public IChannel Start(string name) => new Channel(context, $"{ContextDescription}; {name}");

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(context, name);

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(context, $"{ContextDescription}; {name}");
}
