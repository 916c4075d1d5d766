using System.Reflection;
using Microsoft.ML.Runtime;

[assembly: Microsoft.ML.LoadableModel<Microsoft.ML.Transforms.CustomMappingContract>]

namespace Microsoft.ML.Transforms;

/// <summary>All that is saved of a custom mapping: its name, and the assembly where the factory of that name is looked for.</summary>
sealed class CustomMappingContract : IModelLoader
{
    static string IModelLoader.Signature => "CustomMapping";

    static object IModelLoader.Load(IHostEnvironment environment, ModelLoadContext ctx)
    {
        ctx.CheckVersion();
        string contract = ctx.Reader.ReadString();
        string assembly = ctx.Reader.ReadString();
        return Find(contract, assembly, environment.ComponentCatalog).CreateTransformer(environment, contract);
    }

    internal static void Save(ModelSaveContext ctx, string contract, Assembly assembly)
    {
        ctx.SetSignature("CustomMapping");
        ctx.Writer.Write(contract);

        // Without version and key: a model outlives releases of the application that made it.
        ctx.Writer.Write(assembly.GetName().Name ?? "");
    }

    static ICustomMappingFactory Find(string contract, string assemblyName, ComponentCatalog catalog)
    {
        var assemblies = new List<Assembly>(catalog.Assemblies);
        string advice = "";
        try
        {
            if (assemblyName.Length > 0)
                assemblies.Insert(0, Assembly.Load(new AssemblyName { Name = assemblyName }));
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
        {
            advice = $" The assembly '{assemblyName}', which the model names, could not be loaded: {e.Message}";
        }

        foreach (var type in assemblies.Distinct().SelectMany(Types))
        {
            if (!typeof(ICustomMappingFactory).IsAssignableFrom(type) || type.GetCustomAttribute<CustomMappingFactoryAttributeAttribute>()?.ContractName != contract)
                continue;
            return type.GetConstructor(Type.EmptyTypes) is null || type.IsAbstract || type.ContainsGenericParameters
                ? throw new InvalidOperationException($"The factory {type} of the custom mapping '{contract}' has no public constructor without parameters.")
                : (ICustomMappingFactory)Activator.CreateInstance(type)!;
        }

        throw new InvalidOperationException(
            $"The model has a custom mapping '{contract}', and no class with [CustomMappingFactoryAttribute(\"{contract}\")] was found in "
            + (assemblies.Count == 0 ? "any assembly" : string.Join(", ", assemblies.Select(assembly => assembly.GetName().Name)))
            + $".{advice} Register the assembly that has it with mlContext.ComponentCatalog.RegisterAssembly before loading.");
    }

    /// <summary>The types of an assembly, without those whose own dependencies are absent.</summary>
    static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}
