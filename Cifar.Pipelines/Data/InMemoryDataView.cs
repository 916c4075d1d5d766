using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Data;

/// <summary>Rows that can be read in any order, from columns that make their values on demand.</summary>
internal sealed class InMemoryDataView : IDataView
{
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

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[]? order = null;
        if (rand is not null)
        {
            order = Enumerable.Range(0, rowCount).ToArray();
            rand.Shuffle(order);
        }

        return new Cursor(this, columnsNeeded, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly InMemoryDataView parent;
        private readonly int[]? order;
        private readonly bool[] active;
        private readonly Delegate?[] getters;
        private int position = -1;

        public Cursor(InMemoryDataView parent, IEnumerable<DataViewSchema.Column> columnsNeeded, int[]? order)
        {
            this.parent = parent;
            this.order = order;
            active = new bool[parent.columns.Length];
            getters = new Delegate?[parent.columns.Length];
            foreach (var column in columnsNeeded)
            {
                active[column.Index] = true;
            }
        }

        public override long Position => Math.Max(position, -1);

        public override long Batch => 0;

        public override DataViewSchema Schema => parent.Schema;

        public override bool MoveNext()
        {
            if (position + 1 >= parent.rowCount || position == -2)
            {
                position = -2;
                return false;
            }

            position++;
            return true;
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
            if (position < 0)
            {
                throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it returns false.");
            }

            return order is null ? position : order[position];
        }
    }
}
