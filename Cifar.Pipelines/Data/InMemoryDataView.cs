using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Data;

/// <summary>Rows that can be read in any order, from columns that make their values on demand.</summary>
internal sealed class InMemoryDataView : IDataView
{
    // Enough rows that threads seldom wait for one another, few enough that all of them have work to the end.
    private const int BlockRows = 64;

    private readonly int rowCount;
    private readonly InMemoryColumn[] columns;

    public InMemoryDataView(int rowCount, params InMemoryColumn[] columns)
    {
        this.rowCount = rowCount;
        this.columns = columns;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(column => column.Definition));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, Order(rand), part: 0, parts: 1);

    /// <summary>Cursors that share the rows in blocks, in turn, so that several threads may read at once; a block is a batch.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        int[]? order = Order(rand);
        var needed = columnsNeeded.ToArray();
        int parts = Math.Clamp(n, 1, Math.Max(1, rowCount / BlockRows));
        return [.. Enumerable.Range(0, parts).Select(part => new Cursor(this, needed, order, part, parts))];
    }

    private int[]? Order(Random? rand)
    {
        if (rand is null)
        {
            return null;
        }

        int[] order = Enumerable.Range(0, rowCount).ToArray();
        rand.Shuffle(order);
        return order;
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private const int BeforeFirst = -1;
        private const int Ended = -2;

        private readonly InMemoryDataView parent;
        private readonly int[]? order;
        private readonly int part;
        private readonly int parts;
        private readonly bool[] active;
        private readonly Delegate?[] getters;
        private int place = BeforeFirst;
        private long moves = -1;

        public Cursor(InMemoryDataView parent, IEnumerable<DataViewSchema.Column> columnsNeeded, int[]? order, int part, int parts)
        {
            this.parent = parent;
            this.order = order;
            this.part = part;
            this.parts = parts;
            active = new bool[parent.columns.Length];
            getters = new Delegate?[parent.columns.Length];
            foreach (var column in columnsNeeded)
            {
                active[column.Index] = true;
            }
        }

        public override long Position => place == Ended ? -1 : moves;

        public override long Batch => parts == 1 || place < 0 ? 0 : place / BlockRows;

        public override DataViewSchema Schema => parent.Schema;

        public override bool MoveNext()
        {
            if (place == Ended)
            {
                return false;
            }

            int next = place == BeforeFirst ? part * BlockRows : place + 1;
            if (place != BeforeFirst && next % BlockRows == 0)
            {
                next += (parts - 1) * BlockRows;
            }

            place = next < parent.rowCount ? next : Ended;
            moves++;
            return place != Ended;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
            {
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was opened, so it has no values here.");
            }

            getters[column.Index] ??= parent.columns[column.Index].CreateGetter(Row);
            return getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type} values; a getter of {typeof(TValue)} cannot read it.");
        }

        private int Row()
        {
            if (place < 0)
            {
                throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it returns false.");
            }

            return order is null ? place : order[place];
        }
    }
}
