using Microsoft.ML.Data;

namespace Microsoft.ML.Runtime;

/// <summary>Adds where it happened to an exception about to be thrown.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex) where TException : Exception;
}

/// <summary>Gives channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>Gives channels for progress.</summary>
public interface IProgressChannelProvider
{
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>What components get from the context they were made by: randomness, messages, the catalog of loadable things.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

/// <summary>What components in this family of assemblies may also ask the context.</summary>
interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    string TempFilePath { get; }

    bool FallbackToCpu { get; }

    int? GpuDeviceId { get; }
}

static class HostEnvironments
{
    internal static IHostEnvironmentInternal Internal(this IHostEnvironment environment) =>
        environment as IHostEnvironmentInternal
        ?? throw new ArgumentException($"The environment must be an {nameof(MLContext)} or a host registered with one, but is a {environment?.GetType().ToString() ?? "null"}.", nameof(environment));

    /// <summary>The seed given, else one drawn for this use: the same in every run when the context has a seed.</summary>
    internal static int SeedOr(this IHostEnvironment environment, int? seed) => seed ?? environment.Register("Seed").Rand.Next();
}
