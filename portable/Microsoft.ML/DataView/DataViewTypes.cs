namespace Microsoft.ML.Data;

/// <summary>What the rest of the assembly asks of column types.</summary>
static class DataViewTypes
{
    /// <summary>The item type of a vector, and any other type itself.</summary>
    internal static DataViewType ItemTypeOf(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>1 for a scalar, the size of a vector, 0 for a vector whose size varies.</summary>
    internal static int ValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    internal static bool IsKnownSizeVector(this DataViewType type) => type is VectorDataViewType { IsKnownSize: true };

    /// <summary>The number of values of a key (or of a vector of keys) as an int, or 0 when it is no key or has more.</summary>
    internal static int KeyCountAsInt(this DataViewType type) => type.ItemTypeOf() is KeyDataViewType { Count: <= int.MaxValue } key ? (int)key.Count : 0;

    /// <summary>The primitive type with this raw type, or null when there is none.</summary>
    internal static PrimitiveDataViewType? PrimitiveFor(Type rawType) => Type.GetTypeCode(rawType) switch
    {
        TypeCode.SByte => NumberDataViewType.SByte,
        TypeCode.Byte => NumberDataViewType.Byte,
        TypeCode.Int16 => NumberDataViewType.Int16,
        TypeCode.UInt16 => NumberDataViewType.UInt16,
        TypeCode.Int32 => NumberDataViewType.Int32,
        TypeCode.UInt32 => NumberDataViewType.UInt32,
        TypeCode.Int64 => NumberDataViewType.Int64,
        TypeCode.UInt64 => NumberDataViewType.UInt64,
        TypeCode.Single => NumberDataViewType.Single,
        TypeCode.Double => NumberDataViewType.Double,
        TypeCode.Boolean => BooleanDataViewType.Instance,
        TypeCode.DateTime => DateTimeDataViewType.Instance,
        TypeCode.String => TextDataViewType.Instance,
        _ when rawType == typeof(ReadOnlyMemory<char>) => TextDataViewType.Instance,
        _ when rawType == typeof(DateTimeOffset) => DateTimeOffsetDataViewType.Instance,
        _ when rawType == typeof(TimeSpan) => TimeSpanDataViewType.Instance,
        _ when rawType == typeof(DataViewRowId) => RowIdDataViewType.Instance,
        _ => null,
    };
}
