using Microsoft.ML;

namespace Microsoft.Extensions.ML;

/// <summary>The context that loads the pools' models.</summary>
public class MLOptions
{
    MLContext? context;

    public MLContext MLContext
    {
        get => context ??= new MLContext();
        set => context = value;
    }
}
