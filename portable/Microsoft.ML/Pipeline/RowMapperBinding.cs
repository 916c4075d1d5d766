using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A row mapper with its output schema: the input columns at their places, then the columns it adds.</summary>
sealed class RowMapperBinding : IRowToRowMapper
{
    internal RowMapperBinding(RowMapper mapper)
    {
        Mapper = mapper;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(mapper.InputSchema);
        builder.AddColumns(mapper.Outputs);
        OutputSchema = builder.ToSchema();
    }

    internal RowMapper Mapper { get; }

    public DataViewSchema InputSchema => Mapper.InputSchema;

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return Needed(ActiveColumns.Flags(OutputSchema, dependingColumns));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema.Count != InputSchema.Count)
            throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
        return new MappedRow(input, new MappedColumns(this, input, ActiveColumns.Flags(OutputSchema, activeColumns)));
    }

    /// <summary>The input columns that the active output columns need.</summary>
    internal IEnumerable<DataViewSchema.Column> Needed(bool[] active)
    {
        var needed = new bool[InputSchema.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            if (i < needed.Length)
                needed[i] = true;
            else
                foreach (DataViewSchema.Column column in Mapper.InputsOf(i - needed.Length))
                    needed[column.Index] = true;
        }

        return InputSchema.Where(column => needed[column.Index]);
    }
}
