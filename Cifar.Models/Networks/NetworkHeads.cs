namespace Cifar.Models.Networks;

/// <summary>What a network learns to tell apart.</summary>
public enum NetworkHeads
{
    /// <summary>The classes.</summary>
    Fine,

    /// <summary>The superclasses, and the classes within each of them; see <see cref="HierarchicalNetwork"/>.</summary>
    FineAndCoarse,
}
