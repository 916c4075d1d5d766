using System.Collections.ObjectModel;

namespace Cifar.Models.Data;

/// <summary>The class names of an image set in label order and, where it has them, its superclasses.</summary>
/// <remarks>
/// Immutable and compared by content; safe to share between threads. Serialises to and from JSON by its three properties.
/// </remarks>
/// <param name="Fine">Names of the classes; the index is the label. 1 or more, none blank, none twice.</param>
/// <param name="Coarse">Names of the superclasses, or null where the set has none. Given exactly when <paramref name="CoarseOfFine"/> is.</param>
/// <param name="CoarseOfFine">For each class the index of its superclass, <c>0..Coarse.Count-1</c>; as long as <paramref name="Fine"/>.</param>
/// <exception cref="ArgumentException">A name is blank or repeated, only one of the two superclass lists is given, or an index is out of range.</exception>
public sealed record ClassLabels(IReadOnlyList<string> Fine, IReadOnlyList<string>? Coarse = null, IReadOnlyList<int>? CoarseOfFine = null)
{
    /// <summary>Names of the classes; the index is the label.</summary>
    /// <value>At least one name, all different.</value>
    public IReadOnlyList<string> Fine { get; } = Names(Fine, nameof(Fine));

    /// <summary>Names of the superclasses, or null where the set has none.</summary>
    /// <value>null, or at least one name, all different.</value>
    public IReadOnlyList<string>? Coarse { get; } = Coarse is null ? null : Names(Coarse, nameof(Coarse));

    /// <summary>For each class the index of its superclass, or null where the set has none.</summary>
    /// <value>null, or as many indices into <see cref="Coarse"/> as there are classes.</value>
    public IReadOnlyList<int>? CoarseOfFine { get; } = Map(Fine, Coarse, CoarseOfFine);

    /// <summary>Whether both hold the same names in the same order and the same superclasses.</summary>
    /// <param name="other">What to compare with.</param>
    /// <returns>True for equal content.</returns>
    public bool Equals(ClassLabels? other) =>
        other is not null && Fine.SequenceEqual(other.Fine)
        && (Coarse ?? []).SequenceEqual(other.Coarse ?? []) && (CoarseOfFine ?? []).SequenceEqual(other.CoarseOfFine ?? []);

    /// <summary>A hash of the content.</summary>
    /// <returns>Equal for equal content.</returns>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (string name in Fine)
            hash.Add(name, StringComparer.Ordinal);
        foreach (int coarse in CoarseOfFine ?? [])
            hash.Add(coarse);
        return hash.ToHashCode();
    }

    static ReadOnlyCollection<string> Names(IReadOnlyList<string> names, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        if (names.Count == 0)
            throw new ArgumentException("There must be at least one class name.", parameter);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
                throw new ArgumentException($"The name of class {i} is blank.", parameter);
            if (!seen.TryAdd(names[i], i))
                throw new ArgumentException($"'{names[i]}' names both class {seen[names[i]]} and class {i}.", parameter);
        }
        return Array.AsReadOnly(names.ToArray());
    }

    static ReadOnlyCollection<int>? Map(IReadOnlyList<string> fine, IReadOnlyList<string>? coarse, IReadOnlyList<int>? coarseOfFine)
    {
        if (coarse is null != coarseOfFine is null)
            throw new ArgumentException("Give the names of the superclasses and the superclass of each class together, or neither.", nameof(coarseOfFine));
        if (coarse is null || coarseOfFine is null)
            return null;
        if (coarseOfFine.Count != fine.Count)
            throw new ArgumentException($"{coarseOfFine.Count} superclass indices for {fine.Count} classes.", nameof(coarseOfFine));
        for (int i = 0; i < coarseOfFine.Count; i++)
            if ((uint)coarseOfFine[i] >= (uint)coarse.Count)
                throw new ArgumentException($"Class '{fine[i]}' has superclass {coarseOfFine[i]}; it must be 0 to {coarse.Count - 1}.", nameof(coarseOfFine));
        return Array.AsReadOnly(coarseOfFine.ToArray());
    }
}
