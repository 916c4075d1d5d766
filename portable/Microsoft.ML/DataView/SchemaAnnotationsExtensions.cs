namespace Microsoft.ML.Data;

/// <summary>The annotations most often asked for.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether the column says that its values are normalized.</summary>
    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        if (column.Annotations?.Schema.GetColumnOrNull(AnnotationKinds.IsNormalized) is not { Type: BooleanDataViewType })
            return false;
        bool normalized = false;
        column.Annotations.GetValue(AnnotationKinds.IsNormalized, ref normalized);
        return normalized;
    }

    /// <summary>Whether each slot of a vector of known size has a name.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { IsKnownSize: true } vector
        && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
        && names.Size == vector.Size;

    /// <summary>The names of the slots, in order; throws when there are none.</summary>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
        column.Annotations.GetValue(AnnotationKinds.SlotNames, ref slotNames);

    /// <summary>Whether the column is a key (or a vector of keys) that says which value of this type (text when null) each key stands for.</summary>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType? keyValueItemType = null) =>
        column.Type.ItemTypeOf() is KeyDataViewType key
        && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
        && (ulong)values.Size == key.Count
        && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

    /// <summary>The values the keys stand for, in order: the one of key 1 first.</summary>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
        column.Annotations.GetValue(AnnotationKinds.KeyValues, ref keyValues);
}
