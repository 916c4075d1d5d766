namespace Microsoft.ML;

/// <summary>Some of the rows of a view, chosen by their place: so it is always read in order and by one cursor.</summary>
/// <param name="source">The view to choose from.</param>
/// <param name="makeNext">Makes, for one cursor, the function that moves it to the next row that counts.</param>
/// <param name="count">Makes the number of rows from that of the source; null when it cannot be told.</param>
sealed class ChosenRowsView(IDataView source, Func<DataViewRowCursor, Func<bool>> makeNext, Func<long, long>? count = null) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => count is not null && source.GetRowCount() is long rows ? count(rows) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        DataViewRowCursor input = source.GetRowCursor(Schema.Where(column => active[column.Index]));
        return new ChosenRowsCursor(input, active, makeNext(input));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];
}
