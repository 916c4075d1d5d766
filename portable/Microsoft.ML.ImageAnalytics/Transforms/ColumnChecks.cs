using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Finds an input column in what is known before there is data.</summary>
static class ColumnChecks
{
    internal static SchemaShape.Column Find(SchemaShape schema, string name, string expected, Func<SchemaShape.Column, bool> isUsable)
    {
        if (!schema.TryFindColumn(name, out SchemaShape.Column column))
            throw SchemaMismatch.Missing("inputSchema", "input", name);
        if (!isUsable(column))
            throw SchemaMismatch.WrongType("inputSchema", "input", name, expected, column.GetTypeString());
        return column;
    }

    internal static SchemaShape.Column FindImage(SchemaShape schema, string name) =>
        Find(schema, name, "Image", column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is ImageDataViewType);

    /// <summary>The transformers of this assembly have one pair of columns each.</summary>
    internal static void CheckOnePair(int pairs)
    {
        if (pairs != 1)
            throw new InvalidDataException($"An image transformer has one pair of columns, not {pairs}.");
    }

    internal static ImageDataViewType CheckImage(DataViewSchema.Column input) =>
        input.Type as ImageDataViewType ?? throw SchemaMismatch.WrongType("inputSchema", "input", input.Name, "Image", $"{input.Type}");
}
