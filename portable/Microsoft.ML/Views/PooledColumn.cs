using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The values of one column for the rows of a pool.</summary>
abstract class PooledColumn
{
    internal static PooledColumn Create(DataViewRow row, DataViewSchema.Column column, int slots) => new Maker(row, column, slots).With(column.Type.ItemTypeOf().RawType);

    internal abstract void Take(int slot);

    internal abstract Delegate MakeGetter(Func<int> slot);

    sealed class Maker(DataViewRow row, DataViewSchema.Column column, int slots) : RawTypeWork<PooledColumn>
    {
        protected internal override PooledColumn Do<T>() =>
            column.Type is VectorDataViewType ? new PooledVectorColumn<T>(row.GetGetter<VBuffer<T>>(column), slots) : new PooledColumn<T>(row.GetGetter<T>(column), slots);
    }
}

/// <inheritdoc />
sealed class PooledColumn<T>(ValueGetter<T> source, int slots) : PooledColumn
{
    readonly T[] _values = new T[slots];

    internal override void Take(int slot) => source(ref _values[slot]);

    internal override Delegate MakeGetter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
}

/// <inheritdoc />
sealed class PooledVectorColumn<T>(ValueGetter<VBuffer<T>> source, int slots) : PooledColumn
{
    readonly VBuffer<T>[] _values = new VBuffer<T>[slots];

    internal override void Take(int slot) => source(ref _values[slot]);

    internal override Delegate MakeGetter(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
}
