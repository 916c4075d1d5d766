using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Data;

/// <summary>The column that a member of a row class stands for, when it is not called like the member.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
[SuppressMessage("Design", "CA1019", Justification = "The real attribute does not show its argument.")]
public sealed class ColumnNameAttribute : Attribute
{
    public ColumnNameAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    internal string Name { get; }
}

/// <summary>Excludes a member of a row class.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute;

/// <summary>The dimensions of a vector member; without it (or without any) the size varies from row to row.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
[SuppressMessage("Design", "CA1019", Justification = "The real attribute does not show its arguments.")]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute() { }

    public VectorTypeAttribute(int size) : this([size]) { }

    public VectorTypeAttribute(params int[] dimensions)
    {
        if (Array.Exists(dimensions, dimension => dimension < 0))
            throw new ArgumentOutOfRangeException(nameof(dimensions), "A dimension is 0 (it varies) or positive.");
        Dimensions = dimensions;
    }

    internal int[] Dimensions { get; } = [];
}

/// <summary>Makes an unsigned integer member a key.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
[SuppressMessage("Design", "CA1019", Justification = "The real attribute does not show its argument.")]
public sealed class KeyTypeAttribute : Attribute
{
    public KeyTypeAttribute() => throw new NotSupportedException("Using KeyType without the Count parameter is not supported");

    public KeyTypeAttribute(ulong count) => Count = count;

    internal ulong Count { get; }
}

/// <summary>How many values a key has.</summary>
public sealed class KeyCount
{
    /// <summary>Null when it is to be found out from the data.</summary>
    public ulong? Count;

    public KeyCount() { }

    public KeyCount(ulong count) => Count = count;
}

/// <summary>The place of a member in the lines of a text file.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
[SuppressMessage("Design", "CA1019", Justification = "The real attribute does not show its arguments.")]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) : this([fieldIndex]) { }

    public LoadColumnAttribute(int start, int end) => Ranges = [(start, end)];

    public LoadColumnAttribute(int[] columnIndexes) => Ranges = Array.ConvertAll(columnIndexes, index => (index, index));

    internal (int First, int Last)[] Ranges { get; }
}

/// <summary>The header of a member in a text file.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
[SuppressMessage("Design", "CA1019", Justification = "The real attribute does not show its arguments.")]
public sealed class LoadColumnNameAttribute : Attribute
{
    public LoadColumnNameAttribute(string fieldName) : this([fieldName]) { }

    public LoadColumnNameAttribute(params string[] fieldNames) => Names = fieldNames;

    internal string[] Names { get; }
}
