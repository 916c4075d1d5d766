using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>A loader's newest model together with the token that tells when it is replaced.</summary>
sealed class ReloadableModel
{
    ITransformer? model;
    ModelReloadToken token = new();

    public ITransformer Model => Volatile.Read(ref model) ?? throw new InvalidOperationException("The model loader was not started.");

    public IChangeToken Token => Volatile.Read(ref token);

    public void Replace(ITransformer newer)
    {
        Volatile.Write(ref model, newer);
        // The next token is in place before this one fires: whoever it wakes waits for the next replacement.
        Interlocked.Exchange(ref token, new ModelReloadToken()).OnReload();
    }
}
