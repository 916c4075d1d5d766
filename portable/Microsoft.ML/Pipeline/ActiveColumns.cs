using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Which columns of a schema a consumer has asked for.</summary>
static class ActiveColumns
{
    /// <summary>One flag for each column of the schema.</summary>
    internal static bool[] Flags(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var flags = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if ((uint)column.Index >= (uint)flags.Length)
                throw new ArgumentOutOfRangeException(nameof(columns), $"Column '{column.Name}' has index {column.Index}; the schema has {flags.Length} columns.");
            flags[column.Index] = true;
        }

        return flags;
    }
}
