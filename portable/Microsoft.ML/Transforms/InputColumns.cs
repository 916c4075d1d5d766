using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Input columns looked up by name, with the message a user needs when there is none.</summary>
static class InputColumns
{
    internal static SchemaShape.Column Input(this SchemaShape schema, string name) =>
        schema.TryFindColumn(name, out var column) ? column : throw SchemaMismatch.Missing("inputSchema", "input", name);

    internal static DataViewSchema.Column Input(this DataViewSchema schema, string name) =>
        schema.TryGetColumn(name, out var column) ? column : throw SchemaMismatch.Missing("inputSchema", "input", name);

    internal static ArgumentOutOfRangeException Wrong(DataViewSchema.Column column, string expected) =>
        SchemaMismatch.WrongType("inputSchema", "input", column.Name, expected, $"{column.Type}");

    /// <summary>Output and input names from the parameters of a catalog's methods; a missing input is the output.</summary>
    internal static (string Output, string Input)[] Pairs(this InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0)
            throw new ArgumentException("At least one column is needed.", nameof(columns));
        return Array.ConvertAll(columns, pair => (pair.OutputColumnName, pair.InputColumnName));
    }
}
