using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Data;

/// <summary>Compares texts by their characters, where the type's own comparison would compare the memory they lie in.</summary>
sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
{
    internal static TextComparer Ordinal { get; } = new();

    /// <summary>Equality of values of a column's raw type.</summary>
    internal static IEqualityComparer<T> EqualityOf<T>() => Ordinal as IEqualityComparer<T> ?? EqualityComparer<T>.Default;

    /// <summary>Order of values of a column's raw type.</summary>
    internal static IComparer<T> OrderOf<T>() => Ordinal as IComparer<T> ?? Comparer<T>.Default;

    public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode([DisallowNull] ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span, StringComparison.Ordinal);

    public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
}
