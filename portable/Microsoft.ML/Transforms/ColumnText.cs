namespace Microsoft.ML.Data;

/// <summary>Texts that are kept beyond their row.</summary>
static class ColumnText
{
    /// <summary>The value itself, and of a text a copy of its own, because the row's may lie in a buffer the next row overwrites. A whole string is no copy.</summary>
    internal static T Own<T>(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
}
