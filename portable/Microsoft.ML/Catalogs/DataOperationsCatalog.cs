using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting and filtering of data.</summary>
public sealed partial class DataOperationsCatalog : IInternalCatalog
{
    readonly IHostEnvironment _environment;

    internal DataOperationsCatalog(IHostEnvironment environment) => _environment = environment;

    IHostEnvironment IInternalCatalog.Environment => _environment;
}
