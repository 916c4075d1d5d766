using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The assemblies in which loading a model looks for the mappings a user wrote.</summary>
public sealed class ComponentCatalog
{
    readonly ConcurrentDictionary<string, Assembly> _assemblies = new(StringComparer.Ordinal);

    internal ComponentCatalog() { }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        if (assembly is null)
        {
            if (throwOnError)
                throw new ArgumentNullException(nameof(assembly));
            return;
        }

        _assemblies[assembly.FullName ?? assembly.ToString()] = assembly;
    }

    internal IEnumerable<Assembly> Assemblies => _assemblies.Values;
}
