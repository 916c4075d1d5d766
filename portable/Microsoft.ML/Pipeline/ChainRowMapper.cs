namespace Microsoft.ML.Data;

/// <summary>Row mappers one after the other.</summary>
sealed class ChainRowMapper : IRowToRowMapper
{
    readonly IRowToRowMapper[] _mappers;

    ChainRowMapper(IRowToRowMapper[] mappers, DataViewSchema inputSchema)
    {
        _mappers = mappers;
        InputSchema = inputSchema;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema => _mappers.Length == 0 ? InputSchema : _mappers[^1].OutputSchema;

    internal static ChainRowMapper Create(ITransformer[] transformers, DataViewSchema inputSchema)
    {
        var mappers = new IRowToRowMapper[transformers.Length];
        DataViewSchema schema = inputSchema;
        for (int i = 0; i < mappers.Length; i++)
        {
            mappers[i] = transformers[i].GetRowToRowMapper(schema);
            schema = mappers[i].OutputSchema;
        }

        return new ChainRowMapper(mappers, inputSchema);
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        for (int i = _mappers.Length - 1; i >= 0; i--)
            dependingColumns = _mappers[i].GetDependencies(dependingColumns);
        return dependingColumns;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        var active = new IEnumerable<DataViewSchema.Column>[_mappers.Length];
        for (int i = _mappers.Length - 1; i >= 0; i--)
        {
            active[i] = activeColumns;
            activeColumns = _mappers[i].GetDependencies([.. activeColumns]);
        }

        DataViewRow row = input;
        for (int i = 0; i < _mappers.Length; i++)
            row = _mappers[i].GetRow(row, active[i]);
        return row;
    }
}
