using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>A view of keys and values in memory, with two columns.</summary>
sealed class PairsView : IDataView
{
    readonly Delegate[] _columns;
    readonly int _count;

    PairsView(MemoryColumn key, MemoryColumn value, int count)
    {
        _columns = [key.Getter, value.Getter];
        _count = count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Key", key.Type);
        builder.AddColumn("Value", value.Type, value.Annotations);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    internal static PairsView Create<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs, bool valuesAreKeys)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        KeyValuePair<TKey, TValue>[] all = [.. pairs];
        TValue[] values = Array.ConvertAll(all, pair => pair.Value);
        return new PairsView(MemoryColumn.Of(Array.ConvertAll(all, pair => pair.Key)), valuesAreKeys ? MemoryColumn.Keys(values) : MemoryColumn.Of(values), all.Length);
    }

    internal static PairsView Create<TKey, TItem>(IEnumerable<KeyValuePair<TKey, TItem[]>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        KeyValuePair<TKey, TItem[]>[] all = [.. pairs];
        return new PairsView(
            MemoryColumn.Of(Array.ConvertAll(all, pair => pair.Key)), MemoryColumn.Vectors(Array.ConvertAll(all, pair => pair.Value)), all.Length);
    }

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, ActiveColumns.Flags(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor(PairsView owner, bool[] active) : RootCursor
    {
        public override DataViewSchema Schema => owner.Schema;

        protected override bool MoveNextCore() => Position + 1 < owner._count;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaMismatch.NotActive(column);
            var read = owner._columns[column.Index] as MemoryColumn.Read<TValue> ?? throw SchemaMismatch.WrongGetter(Schema[column.Index], typeof(TValue));
            return (ref TValue value) =>
            {
                CheckPositioned();
                read((int)Position, ref value);
            };
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Position, 0);
    }
}

/// <summary>A column of values in memory; strings become texts.</summary>
sealed record MemoryColumn(DataViewType Type, Delegate Getter, DataViewSchema.Annotations? Annotations = null)
{
    internal delegate void Read<TValue>(int row, ref TValue value);

    internal static MemoryColumn Of<T>(T[] values) =>
        values is string[] texts ? Of(Array.ConvertAll(texts, text => text.AsMemory())) : new(TypeOf<T>(), (Read<T>)((int row, ref T value) => value = values[row]));

    /// <summary>Vectors; of known size when all have the same.</summary>
    internal static MemoryColumn Vectors<T>(T[][] values)
    {
        if (values is string[][] texts)
            return Vectors(Array.ConvertAll(texts, row => Array.ConvertAll(row, text => text.AsMemory())));
        int size = values.Length > 0 && values.All(row => row.Length == values[0].Length) ? values[0].Length : 0;
        return new(
            new VectorDataViewType(TypeOf<T>(), size),
            (Read<VBuffer<T>>)((int row, ref VBuffer<T> value) => VBuffer<T>.Copy(values[row], 0, ref value, values[row].Length)));
    }

    /// <summary>Values as keys, each kind with its text: unsigned numbers are keys already, others get keys in the order of their first appearance.</summary>
    internal static MemoryColumn Keys<T>(T[] values)
    {
        T[] distinct = [.. values.Distinct()];
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddTexts(AnnotationKinds.KeyValues, Array.ConvertAll(distinct, value => string.Create(CultureInfo.InvariantCulture, $"{value}").AsMemory()));
        var names = builder.ToAnnotations();
        if (values is ulong[] wide)
            return Of(wide) with { Type = new KeyDataViewType(typeof(ulong), distinct.Length), Annotations = names };
        var keys = values as uint[] ?? Array.ConvertAll(values, value => (uint)Array.IndexOf(distinct, value) + 1);
        return Of(keys) with { Type = new KeyDataViewType(typeof(uint), distinct.Length), Annotations = names };
    }

    static PrimitiveDataViewType TypeOf<T>() =>
        DataViewTypes.PrimitiveFor(typeof(T)) ?? throw new InvalidOperationException($"Unsupported type {typeof(T)} used in mapping.");
}
