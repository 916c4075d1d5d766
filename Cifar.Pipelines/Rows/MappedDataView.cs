using Microsoft.ML;

namespace Cifar.Pipelines.Rows;

/// <summary>A data view seen through a <see cref="ColumnMapper"/>, lazily, row by row.</summary>
internal sealed class MappedDataView(IDataView input, MappedColumns columns) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => columns.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return new MappedCursor(input.GetRowCursor(columns.InputsFor(active), rand), columns, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        var cursors = input.GetRowCursorSet(columns.InputsFor(active), n, rand);
        return Array.ConvertAll(cursors, DataViewRowCursor (cursor) => new MappedCursor(cursor, columns, active));
    }
}
