namespace Microsoft.ML.Data;

/// <summary>One column as a sequence.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    /// <summary>The values of a column: as stored; texts as strings; vectors as arrays (new for each row).</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Schema.Owns(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"The column '{column.Name}' is not one of this view.");
        Func<DataViewRow, Func<T>> reader = Reader<T>(column);
        return Values();

        IEnumerable<T> Values()
        {
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            Func<T> read = reader(cursor);
            while (cursor.MoveNext())
                yield return read();
        }
    }

    static Func<DataViewRow, Func<T>> Reader<T>(DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(T))
            return row => Direct(row.GetGetter<T>(column));
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return row => (Func<T>)(object)Text(row.GetGetter<ReadOnlyMemory<char>>(column));
        if (typeof(T) == typeof(string[]) && column.Type is VectorDataViewType { ItemType: TextDataViewType })
            return row => (Func<T>)(object)Texts(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column));
        if (column.Type is VectorDataViewType vector && typeof(T) == vector.ItemType.RawType.MakeArrayType())
            return row => (Func<T>)(object)new MakeArrays(row, column).With(vector.ItemType.RawType);
        throw new ArgumentOutOfRangeException(nameof(column), $"Could not map a data view column '{column.Name}' of type {column.Type} to {typeof(T)}.");
    }

    // A value that a consumer keeps must not be handed to the getter again.
    static Func<T> Direct<T>(ValueGetter<T> get) => () =>
    {
        T value = default!;
        get(ref value);
        return value;
    };

    static Func<string> Text(ValueGetter<ReadOnlyMemory<char>> get)
    {
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            get(ref text);
            return text.ToString();
        };
    }

    static Func<string[]> Texts(ValueGetter<VBuffer<ReadOnlyMemory<char>>> get)
    {
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            get(ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        };
    }

    sealed class MakeArrays(DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<T>()
        {
            ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return (Func<T[]>)(() =>
            {
                get(ref vector);
                var items = new T[vector.Length];
                vector.CopyTo(items);
                return items;
            });
        }
    }
}
