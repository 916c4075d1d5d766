using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving, loading and using of models.</summary>
public sealed partial class ModelOperationsCatalog : IInternalCatalog
{
    readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment environment) => _environment = environment;

    IHostEnvironment IInternalCatalog.Environment => _environment;
}
