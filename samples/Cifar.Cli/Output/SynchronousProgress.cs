namespace Cifar.Cli.Output;

/// <summary>Reports at once and on the reporting thread, so that lines keep their order; <see cref="Progress{T}"/> posts them to a pool.</summary>
internal sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
