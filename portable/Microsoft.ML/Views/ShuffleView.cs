using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Rows in random order, drawn from a pool that is filled up in the order of the source (itself shuffled when it can be and shall be).</summary>
/// <remarks>Columns that are neither primitive nor vectors (images) are left out, as their values cannot wait in the pool.</remarks>
sealed class ShuffleView : IDataView
{
    readonly IDataView _source;
    readonly DataViewSchema.Column[] _sourceColumns;
    readonly int _seed, _poolSize;
    readonly bool _shuffleSource;

    internal ShuffleView(IDataView source, int seed, int poolSize, bool shuffleSource)
    {
        _source = source;
        _seed = seed;
        _poolSize = poolSize;
        _shuffleSource = shuffleSource;
        _sourceColumns = [.. source.Schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType)];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sourceColumns);
        Schema = _sourceColumns.Length == source.Schema.Count ? source.Schema : builder.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = ActiveColumns.Flags(Schema, columnsNeeded);
        rand ??= new Random(_seed);
        Random? forSource = _shuffleSource && _source.CanShuffle ? new Random(rand.Next()) : null;
        return new Cursor(this, _source.GetRowCursor(_sourceColumns.Where((_, i) => active[i]), forSource), active, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor : RootCursor
    {
        readonly ShuffleView _view;
        readonly DataViewRowCursor _input;
        readonly PooledColumn?[] _columns;
        readonly PooledColumn<DataViewRowId> _ids;
        readonly Random _random;
        readonly int[] _slots;
        int _filled, _slot = -1;
        bool _inputEnded;

        internal Cursor(ShuffleView view, DataViewRowCursor input, bool[] active, Random random)
        {
            _view = view;
            _input = input;
            _random = random;
            _slots = [.. Enumerable.Range(0, view._poolSize)];
            _columns = [.. view._sourceColumns.Select((column, i) => active[i] ? PooledColumn.Create(input, column, view._poolSize) : null)];
            _ids = new PooledColumn<DataViewRowId>(input.GetIdGetter(), view._poolSize);
        }

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            PooledColumn pooled = _columns[column.Index] ?? throw SchemaMismatch.NotActive(column);
            return pooled.MakeGetter(Slot) as ValueGetter<TValue> ?? throw SchemaMismatch.WrongGetter(Schema[column.Index], typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.MakeGetter(Slot);

        protected override bool MoveNextCore()
        {
            // The slot handed out last is free now; while the source lasts, the pool is full whenever a row is drawn.
            while (!_inputEnded && _filled < _slots.Length)
            {
                if (!_input.MoveNext())
                {
                    _inputEnded = true;
                    break;
                }

                foreach (PooledColumn? column in _columns)
                    column?.Take(_slots[_filled]);
                _ids.Take(_slots[_filled]);
                _filled++;
            }

            if (_filled == 0)
                return false;
            int drawn = _random.Next(_filled--);
            (_slots[drawn], _slots[_filled]) = (_slots[_filled], _slots[drawn]);
            _slot = _slots[_filled];
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        int Slot()
        {
            CheckPositioned();
            return _slot;
        }
    }
}
