namespace Microsoft.ML.Data;

/// <summary>The exceptions for data that lack a column or have another type in it.</summary>
static class SchemaMismatch
{
    internal static ArgumentOutOfRangeException Missing(string parameter, string role, string column) =>
        new(parameter, $"Could not find {role} column '{column}'");

    internal static ArgumentOutOfRangeException WrongType(string parameter, string role, string column, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    /// <summary>The exception for <see cref="DataViewRow.GetGetter{TValue}"/> called with another type than the column's.</summary>
    internal static InvalidOperationException WrongGetter(DataViewSchema.Column column, Type requested) =>
        new($"Invalid TValue: column '{column.Name}' of type {column.Type} has values of {column.Type.RawType}, not of {requested}.");

    internal static ArgumentOutOfRangeException NotActive(DataViewSchema.Column column) =>
        new(nameof(column), $"Column '{column.Name}' is not active: it was not among the columns the cursor was asked for.");
}
