namespace Microsoft.ML;

/// <summary>The view that a row-by-row transformer makes of its input.</summary>
sealed class RowMapperView(IDataView source, RowMapperBinding binding) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => binding.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return Map(source.GetRowCursor(binding.Needed(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(binding.Needed(active), n, rand), cursor => Map(cursor, active));
    }

    MappedCursor Map(DataViewRowCursor input, bool[] active)
    {
        try
        {
            return new MappedCursor(input, new MappedColumns(binding, input, active));
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }
}
