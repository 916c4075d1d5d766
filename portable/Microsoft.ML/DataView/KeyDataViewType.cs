namespace Microsoft.ML.Data;

/// <summary>One of <see cref="Count"/> categories: 0 is missing, 1 to Count are the values.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count) : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentOutOfRangeException(nameof(type), $"A key is a byte, ushort, uint or ulong; {type} is none of them.");
        if (count == 0 || count > LargestValue(type))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A key of type {type.Name} has 1 to {LargestValue(type)} values.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count) : this(type, count > 0 ? (ulong)count : 0) { }

    public ulong Count { get; }

    public static bool IsValidDataType(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type == typeof(uint) || type == typeof(ulong) || type == typeof(ushort) || type == typeof(byte);
    }

    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    // The range is zero-based, one less than the stored values, because it names positions in the key values.
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    static ulong LargestValue(Type type) =>
        type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
