using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.ML;

/// <summary>Fires once, when the model it was handed out for has been replaced.</summary>
public class ModelReloadToken : IChangeToken
{
    readonly CancellationTokenSource replaced = new();

    public bool ActiveChangeCallbacks => true;

    public bool HasChanged => replaced.IsCancellationRequested;

    public void OnReload() => replaced.Cancel();

    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => replaced.Token.Register(callback, state);
}
