using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A row of every kind of member.</summary>
[SuppressMessage("Design", "CA1051", Justification = "Fields are columns too.")]
public sealed class CoreRow
{
    public string? Name { get; set; }

    public float Number;

    [VectorType(2)]
    public float[]? Pair { get; set; }

    public int[]? Varying { get; set; }

    public string[]? Words { get; set; }

    public VBuffer<double> Buffer;

    public bool Flag { get; set; }

    public ReadOnlyMemory<char> Text { get; set; }

    [ColumnName("Renamed")]
    public ulong Called { get; set; }

    [NoColumn]
    public object? Ignored { get; set; }

    public DateTime When { get; set; }
}

/// <summary>A row with a key: objects hold positions, columns hold keys.</summary>
public sealed class CoreKeyRow
{
    [KeyType(3)]
    public uint Label { get; set; }
}

/// <summary>A row with an order of its own.</summary>
public sealed class CoreNumberedRow
{
    public int Number { get; set; }

    public float Value { get; set; }

    public string Group { get; set; } = "";

    internal static IEnumerable<CoreNumberedRow> Rows(int count) => Enumerable.Range(0, count).Select(i => new CoreNumberedRow { Number = i, Value = i, Group = $"{i % 10}" });
}

/// <summary>A class that is a column value of its own.</summary>
public sealed class CorePoint
{
    public int X { get; init; }
}

/// <summary>The column type of <see cref="CorePoint"/>, which carries a number so that two can differ.</summary>
public sealed class CorePointType(int size) : StructuredDataViewType(typeof(CorePoint))
{
    public int Size { get; } = size;

    public override bool Equals(DataViewType? other) => other is CorePointType point && point.Size == Size;

    public override bool Equals(object? obj) => obj is DataViewType type && Equals(type);

    public override int GetHashCode() => Size;
}

/// <summary>Says that a member is a <see cref="CorePointType"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CorePointAttribute(int size) : DataViewTypeAttribute
{
    public int Size { get; } = size;

    public override bool Equals(DataViewTypeAttribute? other) => other is CorePointAttribute point && point.Size == Size;

    public override bool Equals(object? obj) => obj is DataViewTypeAttribute attribute && Equals(attribute);

    public override int GetHashCode() => Size;

    public override void Register() => DataViewTypeManager.Register(new CorePointType(Size), typeof(CorePoint), this);
}

public sealed class CorePointRow
{
    [CorePoint(4)]
    public CorePoint? Point { get; set; }
}
