using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>Where a pool's model comes from, and how the pool learns that there is a newer one.</summary>
public abstract class ModelLoader
{
    public abstract ITransformer GetModel();

    public abstract IChangeToken GetReloadToken();
}
