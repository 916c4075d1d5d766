using Microsoft.ML;

namespace Cifar.Pipelines.Rows;

/// <summary>What a row-to-row transform adds to one input schema: which columns it reads, which it appends, and how a row's values are made.</summary>
/// <remarks>Bound to one schema and immutable; the getters it creates belong to one row or cursor and one thread.</remarks>
internal abstract class ColumnMapper(DataViewSchema inputSchema)
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    /// <summary>Columns of <see cref="InputSchema"/> that any output is made from.</summary>
    public abstract IReadOnlyList<DataViewSchema.Column> Dependencies { get; }

    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>A <see cref="ValueGetter{TValue}"/> for one output, reading from <paramref name="row"/> wherever it is positioned.</summary>
    /// <param name="row">A row of <see cref="InputSchema"/>.</param>
    /// <param name="output">Index into <see cref="Outputs"/>.</param>
    public abstract Delegate CreateGetter(DataViewRow row, int output);

    public DataViewSchema CreateOutputSchema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(InputSchema);
        builder.AddColumns(Outputs);
        return builder.ToSchema();
    }
}
