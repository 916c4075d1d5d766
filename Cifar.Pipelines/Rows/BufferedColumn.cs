using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>Keeps one column's values of the rows that a batch has read ahead.</summary>
internal abstract class BufferedColumn
{
    /// <summary>Reads the cursor's current value into slot <paramref name="slot"/>.</summary>
    public abstract void Read(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> that tells the value of the slot <paramref name="current"/> names.</summary>
    public abstract Delegate CreateGetter(Func<int> current);

    public static BufferedColumn Create(DataViewRowCursor cursor, DataViewSchema.Column column, int size)
    {
        bool isVector = column.Type is VectorDataViewType;
        var type = isVector
            ? typeof(BufferedVectors<>).MakeGenericType(((VectorDataViewType)column.Type).ItemType.RawType)
            : typeof(BufferedValues<>).MakeGenericType(column.Type.RawType);
        return (BufferedColumn)Activator.CreateInstance(type, cursor, column, size)!;
    }

    private sealed class BufferedValues<T>(DataViewRowCursor cursor, DataViewSchema.Column column, int size) : BufferedColumn
    {
        private readonly ValueGetter<T> read = cursor.GetGetter<T>(column);
        private readonly T[] values = new T[size];

        public override void Read(int slot)
        {
            // A value handed out may still be in use (an image), so the next one must not be written over it.
            values[slot] = default!;
            read(ref values[slot]);
        }

        public override Delegate CreateGetter(Func<int> current) => (ValueGetter<T>)((ref T value) => value = values[current()]);
    }

    private sealed class BufferedVectors<T>(DataViewRowCursor cursor, DataViewSchema.Column column, int size) : BufferedColumn
    {
        private readonly ValueGetter<VBuffer<T>> read = cursor.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] values = new VBuffer<T>[size];

        public override void Read(int slot) => read(ref values[slot]);

        public override Delegate CreateGetter(Func<int> current) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => values[current()].CopyTo(ref value));
    }
}
