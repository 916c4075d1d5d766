using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes the action of a custom mapping anew when a model is loaded. Needs a parameterless constructor and <see cref="CustomMappingFactoryAttributeAttribute"/>.</summary>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory where TSrc : class, new() where TDst : class, new()
{
    [SuppressMessage("Design", "CA1024", Justification = "A method in the API this one follows.")]
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment environment, string contractName) =>
        new CustomMappingTransformer<TSrc, TDst>(environment, GetMapping(), contractName, null, null);
}

/// <summary>Gives a factory of mappings the name under which a saved model asks for it. Written <c>[CustomMappingFactoryAttribute("name")]</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
[SuppressMessage("Naming", "CA1711", Justification = "The name is part of the API this one follows.")]
public sealed class CustomMappingFactoryAttributeAttribute(string contractName) : ExtensionBaseAttribute(contractName);

/// <summary>What all factories of mappings are, whatever their row classes.</summary>
interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment environment, string contractName);
}
