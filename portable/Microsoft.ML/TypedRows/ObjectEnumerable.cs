using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>Rows as objects. Each enumeration opens a cursor.</summary>
sealed class ObjectEnumerable<TRow>(IDataView data, RowFiller<TRow> filler, bool reuseRowObject) : IEnumerable<TRow> where TRow : class, new()
{
    public IEnumerator<TRow> GetEnumerator()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(filler.Columns);
        Action<TRow> fill = filler.Bind(cursor);
        var row = new TRow();
        while (cursor.MoveNext())
        {
            if (!reuseRowObject)
                row = new TRow();
            fill(row);
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
