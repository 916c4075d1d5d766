using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Keeps columns in memory, each from the first time a cursor asks for it.</summary>
/// <remarks>Columns that are neither primitive nor vectors (images) are left out, as their values belong to the row that made them.</remarks>
sealed class CacheView : IDataView
{
    const int RowsInBatch = 64;

    readonly IDataView _source;
    readonly DataViewSchema.Column[] _sourceColumns;
    readonly CachedColumn?[] _cached;
    readonly object _filling = new();
    int _rows = -1;

    internal CacheView(IDataView source, params string[] prefetch)
    {
        _source = source;
        _sourceColumns = [.. source.Schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType)];
        _cached = new CachedColumn?[_sourceColumns.Length];
        if (_sourceColumns.Length == source.Schema.Count)
        {
            Schema = source.Schema;
        }
        else
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(_sourceColumns);
            Schema = builder.ToSchema();
        }

        if (prefetch.Length > 0)
            Fill(ActiveColumns.Flags(Schema, prefetch.Select(name => Schema[name])));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => Volatile.Read(ref _rows) is >= 0 and int rows ? rows : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        Fill(active);
        int[]? order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, _rows)];
            rand.Shuffle(order);
        }

        int cursors = Math.Clamp(_rows / RowsInBatch, 1, Math.Max(1, n));
        return Enumerable.Range(0, cursors).Select(i => new Cursor(this, active, order, i, cursors)).ToArray();
    }

    void Fill(bool[] active)
    {
        lock (_filling)
        {
            int[] missing = [.. Enumerable.Range(0, active.Length).Where(i => active[i] && _cached[i] is null)];
            if (missing.Length == 0 && _rows >= 0)
                return;
            CachedColumn[] columns = Array.ConvertAll(missing, i => CachedColumn.Create(_sourceColumns[i].Type));
            using DataViewRowCursor cursor = _source.GetRowCursor(missing.Select(i => _sourceColumns[i]));
            Action[] fill = Enumerable.Range(0, missing.Length).Select(k => columns[k].Fill(cursor, _sourceColumns[missing[k]])).ToArray();
            int rows = 0;
            for (; cursor.MoveNext(); rows = checked(rows + 1))
                foreach (Action take in fill)
                    take();
            if (_rows >= 0 && rows != _rows)
                throw new InvalidOperationException($"The data had {_rows} rows when they were first cached, and has {rows} now.");
            for (int k = 0; k < missing.Length; k++)
                _cached[missing[k]] = columns[k];
            Volatile.Write(ref _rows, rows);
        }
    }

    // With several cursors each takes every n-th batch.
    sealed class Cursor(CacheView view, bool[] active, int[]? order, int first, int cursors) : RootCursor
    {
        readonly int _rows = view._rows;
        int _next = first * RowsInBatch;
        int _at = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Batch => cursors == 1 ? 0 : _at / RowsInBatch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaMismatch.NotActive(column);
            return view._cached[column.Index]!.MakeGetter(Row) as ValueGetter<TValue> ?? throw SchemaMismatch.WrongGetter(view.Schema[column.Index], typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        protected override bool MoveNextCore()
        {
            if (_next >= _rows)
                return false;
            _at = _next++;
            if (_next % RowsInBatch == 0)
                _next += (cursors - 1) * RowsInBatch;
            return true;
        }

        int Row()
        {
            CheckPositioned();
            return order is null ? _at : order[_at];
        }
    }
}
