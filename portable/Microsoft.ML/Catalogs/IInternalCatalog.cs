using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>How the extension methods of this family of assemblies reach the environment of a catalog, which stays hidden from everybody else.</summary>
interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

static class InternalCatalogs
{
    internal static IHostEnvironment GetEnvironment(this IInternalCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
