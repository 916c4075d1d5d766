namespace Microsoft.ML.Data;

/// <summary>Objects as rows. Each cursor enumerates them anew.</summary>
sealed class EnumerableView<TRow>(IEnumerable<TRow> rows, ObjectColumns<TRow> columns) : IDataView where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Schema;

    public long? GetRowCount() => rows switch
    {
        ICollection<TRow> collection => collection.Count,
        IReadOnlyCollection<TRow> collection => collection.Count,
        _ => null,
    };

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(rows.GetEnumerator(), columns, ActiveColumns.Flags(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor(IEnumerator<TRow> rows, ObjectColumns<TRow> columns, bool[] active) : RootCursor
    {
        readonly RowHolder<TRow> _holder = new();

        public override DataViewSchema Schema => columns.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaMismatch.NotActive(column);
            return columns.MakeGetter(column.Index, _holder) as ValueGetter<TValue> ?? throw SchemaMismatch.WrongGetter(Schema[column.Index], typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckPositioned();
            id = new DataViewRowId((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            _holder.Value = null;
            if (!rows.MoveNext())
                return false;
            _holder.Value = rows.Current ?? throw new InvalidOperationException("One of the rows is null.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
