using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Makes an object from its saved part. Often the class of the object itself, with both members implemented explicitly.</summary>
interface IModelLoader
{
    static abstract string Signature { get; }

    static abstract object Load(IHostEnvironment environment, ModelLoadContext ctx);
}

/// <summary>Makes a column type from what its <see cref="ISavableDataViewType.Save"/> wrote.</summary>
interface IDataViewTypeLoader
{
    static abstract string Signature { get; }

    static abstract DataViewType Load(ModelReader reader);
}

/// <summary>A column type beyond the primitive ones and vectors of them that can stand in a saved schema.</summary>
interface ISavableDataViewType
{
    string Signature { get; }

    void Save(ModelWriter writer);
}

/// <summary>Names a loader in its assembly: <c>[assembly: LoadableModel&lt;Loader&gt;]</c>.</summary>
abstract class LoadableModelAttribute : Attribute
{
    internal abstract string Signature { get; }

    internal abstract object Load(IHostEnvironment environment, ModelLoadContext ctx);
}

/// <inheritdoc />
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
sealed class LoadableModelAttribute<TLoader> : LoadableModelAttribute where TLoader : IModelLoader
{
    internal override string Signature => TLoader.Signature;

    internal override object Load(IHostEnvironment environment, ModelLoadContext ctx) => TLoader.Load(environment, ctx);
}

/// <summary>Names a type loader in its assembly: <c>[assembly: LoadableDataViewType&lt;Loader&gt;]</c>.</summary>
abstract class LoadableDataViewTypeAttribute : Attribute
{
    internal abstract string Signature { get; }

    internal abstract DataViewType Load(ModelReader reader);
}

/// <inheritdoc />
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
sealed class LoadableDataViewTypeAttribute<TLoader> : LoadableDataViewTypeAttribute where TLoader : IDataViewTypeLoader
{
    internal override string Signature => TLoader.Signature;

    internal override DataViewType Load(ModelReader reader) => TLoader.Load(reader);
}

/// <summary>The loaders of the assemblies of this family, found by their attributes when a signature is first met.</summary>
static class ModelLoaders
{
    // A fixed list: a model file must not choose which assemblies are loaded.
    static readonly string[] Assemblies = ["MlNetCifar.Portable.ML", "MlNetCifar.Portable.ML.ImageAnalytics", "MlNetCifar.Portable.ML.OnnxTransformer"];

    static readonly ConcurrentDictionary<string, LoadableModelAttribute> Models = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<string, LoadableDataViewTypeAttribute> Types = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<string, bool> Scanned = new(StringComparer.Ordinal);

    internal static LoadableModelAttribute Find(string signature) => Find(Models, signature, "part");

    internal static LoadableDataViewTypeAttribute FindType(string signature) => Find(Types, signature, "column type");

    static TLoader Find<TLoader>(ConcurrentDictionary<string, TLoader> known, string signature, string what) where TLoader : class
    {
        if (known.TryGetValue(signature, out TLoader? loader))
            return loader;
        var absent = new List<string>();
        foreach (string name in Assemblies)
        {
            if (!Scan(name))
                absent.Add(name);
            else if (known.TryGetValue(signature, out loader))
                return loader;
        }

        throw new InvalidDataException(
            $"The model has a {what} '{signature}' that no loaded assembly reads."
            + (absent.Count == 0 ? " It was saved by a newer version." : $" If it comes from {string.Join(" or ", absent)}, reference that assembly."));
    }

    static bool Scan(string assemblyName)
    {
        if (Scanned.ContainsKey(assemblyName))
            return true;
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(assemblyName);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        foreach (LoadableModelAttribute loader in assembly.GetCustomAttributes<LoadableModelAttribute>())
            Models[loader.Signature] = loader;
        foreach (LoadableDataViewTypeAttribute loader in assembly.GetCustomAttributes<LoadableDataViewTypeAttribute>())
            Types[loader.Signature] = loader;
        Scanned[assemblyName] = true;
        return true;
    }
}
