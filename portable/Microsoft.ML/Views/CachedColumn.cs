using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The values of one column in memory.</summary>
abstract class CachedColumn
{
    internal static CachedColumn Create(DataViewType type) => new Maker(type).With(type.ItemTypeOf().RawType);

    /// <summary>Starts to take values from a row; the action takes one.</summary>
    internal abstract Action Fill(DataViewRow row, DataViewSchema.Column column);

    internal abstract Delegate MakeGetter(Func<int> row);

    sealed class Maker(DataViewType type) : RawTypeWork<CachedColumn>
    {
        protected internal override CachedColumn Do<T>() => type is VectorDataViewType ? new Vectors<T>() : new Scalars<T>();
    }

    sealed class Scalars<T> : CachedColumn
    {
        readonly List<T> _values = [];

        internal override Action Fill(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                _values.Add(value);
            };
        }

        internal override Delegate MakeGetter(Func<int> row) => (ValueGetter<T>)((ref T value) => value = _values[row()]);
    }

    sealed class Vectors<T> : CachedColumn
    {
        readonly List<VBuffer<T>> _values = [];

        internal override Action Fill(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> value = default;
            return () =>
            {
                getter(ref value);
                VBuffer<T> copy = default;
                value.CopyTo(ref copy);
                _values.Add(copy);
            };
        }

        internal override Delegate MakeGetter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[row()].CopyTo(ref value));
    }
}
