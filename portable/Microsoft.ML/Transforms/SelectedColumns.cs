using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Some of the columns of a schema, as a schema of their own.</summary>
sealed class SelectedColumns : IRowToRowMapper
{
    readonly DataViewSchema.Column[] _sources;

    internal SelectedColumns(DataViewSchema input, DataViewSchema.Column[] sources)
    {
        _sources = sources;
        InputSchema = input;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns.Select(SourceOf);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SelectedRow(input, this, ActiveColumns.Flags(OutputSchema, activeColumns));
    }

    internal DataViewSchema.Column SourceOf(DataViewSchema.Column column) => _sources[column.Index];
}

/// <summary>The selected columns of every row of another view.</summary>
sealed class SelectedColumnsView(IDataView source, SelectedColumns columns) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => columns.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return new SelectedCursor(source.GetRowCursor(Needed(active), rand), columns, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(Needed(active), n, rand), cursor => new SelectedCursor(cursor, columns, active));
    }

    IEnumerable<DataViewSchema.Column> Needed(bool[] active) => columns.GetDependencies(Schema.Where(column => active[column.Index]));
}

/// <summary>The selected columns of a single row.</summary>
sealed class SelectedRow(DataViewRow input, SelectedColumns columns, bool[] active) : DataViewRow
{
    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => columns.OutputSchema;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) ? input.GetGetter<TValue>(input.Schema[columns.SourceOf(column).Index]) : throw SchemaMismatch.NotActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => (uint)column.Index < (uint)active.Length && active[column.Index];

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The selected columns of the rows a cursor walks over.</summary>
sealed class SelectedCursor(DataViewRowCursor input, SelectedColumns columns, bool[] active) : DataViewRowCursor
{
    readonly SelectedRow _row = new(input, columns, active);

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => columns.OutputSchema;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
