namespace Microsoft.ML;

/// <summary>The rows of a view for which a test made from some of its columns holds.</summary>
/// <param name="source">The view to filter.</param>
/// <param name="tested">The columns the test reads.</param>
/// <param name="makeTest">Makes the test of one cursor, called once for each of its rows.</param>
sealed class FilterView(IDataView source, DataViewSchema.Column[] tested, Func<DataViewRow, Func<bool>> makeTest) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return Filter(source.GetRowCursor(WithTested(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(WithTested(active), n, rand), cursor => Filter(cursor, active));
    }

    IEnumerable<DataViewSchema.Column> WithTested(bool[] active) =>
        Schema.Where(column => active[column.Index] || Array.Exists(tested, needed => needed.Index == column.Index));

    ChosenRowsCursor Filter(DataViewRowCursor input, bool[] active)
    {
        Func<bool> test = makeTest(input);
        return new ChosenRowsCursor(input, active, () =>
        {
            while (input.MoveNext())
                if (test())
                    return true;
            return false;
        });
    }
}
