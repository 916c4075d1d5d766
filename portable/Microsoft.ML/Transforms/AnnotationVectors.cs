namespace Microsoft.ML.Data;

/// <summary>Annotations that are vectors, read only when they fit their column.</summary>
static class AnnotationVectors
{
    internal const string CategoricalSlotRanges = "CategoricalSlotRanges";

    /// <summary>The values of a vector annotation of this size and raw item type, or null when the column has none such.</summary>
    internal static T[]? VectorOrNull<T>(this DataViewSchema.Column column, string kind, int size)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind) is not { Type: VectorDataViewType vector } annotation
            || vector.ItemType.RawType != typeof(T) || vector.Size != size)
        {
            return null;
        }

        VBuffer<T> buffer = default;
        column.Annotations.GetGetter<VBuffer<T>>(annotation)(ref buffer);
        return buffer.Length == size ? [.. buffer.DenseValues()] : null;
    }

    /// <summary>The slot names of a column, or null when it has none.</summary>
    internal static ReadOnlyMemory<char>[]? SlotNamesOrNull(this DataViewSchema.Column column) =>
        column.HasSlotNames() ? column.VectorOrNull<ReadOnlyMemory<char>>(AnnotationKinds.SlotNames, column.Type.ValueCount()) : null;

    internal static void AddVector<T>(this DataViewSchema.Annotations.Builder builder, string kind, VectorDataViewType type, T[] values) =>
        builder.Add(kind, type, (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));

    internal static void AddTrue(this DataViewSchema.Annotations.Builder builder, string kind) =>
        builder.AddPrimitiveValue(kind, BooleanDataViewType.Instance, true);

    /// <summary>What is known of a vector annotation before there is data.</summary>
    internal static SchemaShape.Column VectorShape(string kind, DataViewType itemType) =>
        new(kind, SchemaShape.Column.VectorKind.Vector, itemType, isKey: false);

    /// <summary>What is known of the annotation that values are normalized.</summary>
    internal static SchemaShape.Column NormalizedShape { get; } =
        new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false);

    /// <summary>Those of a column's annotations that have one of these names.</summary>
    internal static IEnumerable<SchemaShape.Column> Only(this SchemaShape annotations, params string[] kinds) =>
        annotations.Where(annotation => kinds.Contains(annotation.Name, StringComparer.Ordinal));
}
