using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Keys and the values they are mapped to, read once from two columns.</summary>
abstract class ValueTable
{
    const string SchemaEntry = "TableSchema";
    const string TableEntry = "Table";

    private protected ValueTable(DataViewSchema.Column key, DataViewSchema.Column value)
    {
        Key = key;
        Value = value;
    }

    internal DataViewSchema.Column Key { get; }

    internal DataViewSchema.Column Value { get; }

    internal static ValueTable Read(IDataView view, DataViewSchema.Column key, DataViewSchema.Column value)
    {
        CheckTypes(key, value);
        return new ReadView(view, key, value).With();
    }

    internal static ValueTable Load(ModelLoadContext ctx)
    {
        var schema = ctx.LoadSchema(SchemaEntry);
        if (schema.Count != 2 || schema[0].Type is not PrimitiveDataViewType || schema[1].Type.ItemTypeOf() is not PrimitiveDataViewType)
            throw new InvalidDataException("A table of values does not have a key and a value column.");
        return new LoadTable(schema, new ModelReader(ctx.LoadBytes(TableEntry))).With();
    }

    internal void Save(ModelSaveContext ctx)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Key", Key.Type, Key.Annotations);
        builder.AddColumn("Value", Value.Type, Value.Annotations);
        ctx.SaveSchema(SchemaEntry, builder.ToSchema());
        ctx.SaveStream(TableEntry, stream =>
        {
            using var writer = new ModelWriter(stream);
            Write(writer);
        });
    }

    internal abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    private protected abstract void Write(ModelWriter writer);

    static void CheckTypes(DataViewSchema.Column key, DataViewSchema.Column value)
    {
        if (key.Type is not PrimitiveDataViewType)
            throw InputColumns.Wrong(key, "a primitive type to look up");
        if (value.Type.ItemTypeOf() is not PrimitiveDataViewType)
            throw InputColumns.Wrong(value, "a primitive type or a vector of one");
    }

    /// <summary>Makes the table for the types of two columns.</summary>
    abstract class ForTypes(DataViewSchema.Column key, DataViewSchema.Column value) : RawTypeWork<ValueTable>
    {
        protected DataViewSchema.Column Key => key;

        protected DataViewSchema.Column Value => value;

        internal ValueTable With() => With(key.Type.RawType);

        protected internal override ValueTable Do<TKey>() => new ForValue<TKey>(this, value).With(value.Type.ItemTypeOf().RawType);

        protected abstract ValueTable Scalars<TKey, TValue>();

        protected abstract ValueTable Vectors<TKey, TItem>();

        sealed class ForValue<TKey>(ForTypes owner, DataViewSchema.Column value) : RawTypeWork<ValueTable>
        {
            protected internal override ValueTable Do<TValue>() => value.Type is VectorDataViewType ? owner.Vectors<TKey, TValue>() : owner.Scalars<TKey, TValue>();
        }
    }

    sealed class ReadView(IDataView view, DataViewSchema.Column key, DataViewSchema.Column value) : ForTypes(key, value)
    {
        protected override ValueTable Scalars<TKey, TValue>() =>
            new ScalarTable<TKey, TValue>(Key, Value, Rows<TKey, TValue, TValue>(ColumnText.Own));

        protected override ValueTable Vectors<TKey, TItem>() =>
            new VectorTable<TKey, TItem>(Key, Value, Rows<TKey, VBuffer<TItem>, TItem[]>(vector => [.. vector.DenseValues().Select(ColumnText.Own)]));

        List<(TKey, TStored)> Rows<TKey, TValue, TStored>(Func<TValue, TStored> store)
        {
            var rows = new List<(TKey, TStored)>();
            using var cursor = view.GetRowCursor([Key, Value]);
            var getKey = cursor.GetGetter<TKey>(Key);
            var getValue = cursor.GetGetter<TValue>(Value);
            TValue current = default!;
            while (cursor.MoveNext())
            {
                TKey found = default!;
                getKey(ref found);
                getValue(ref current);
                rows.Add((ColumnText.Own(found), store(current)));
            }

            return rows;
        }
    }

    sealed class LoadTable(DataViewSchema schema, ModelReader reader) : ForTypes(schema[0], schema[1])
    {
        protected override ValueTable Scalars<TKey, TValue>() => new ScalarTable<TKey, TValue>(schema[0], schema[1], [.. Rows(reader.ReadItems<TKey>(), reader.ReadItems<TValue>())]);

        protected override ValueTable Vectors<TKey, TItem>()
        {
            var keys = reader.ReadItems<TKey>();
            var values = new TItem[reader.ReadCount(itemBytes: sizeof(int))][];
            for (int i = 0; i < values.Length; i++)
                values[i] = reader.ReadItems<TItem>();
            int size = schema[1].Type.ValueCount();
            if (size > 0 && values.Any(value => value.Length != size))
                throw new InvalidDataException($"A table of values holds vectors of other sizes than the {size} it says.");
            return new VectorTable<TKey, TItem>(schema[0], schema[1], [.. Rows(keys, values)]);
        }

        static IEnumerable<(TKey, TValue)> Rows<TKey, TValue>(TKey[] keys, TValue[] values) =>
            keys.Length == values.Length ? keys.Zip(values) : throw new InvalidDataException($"A table of values holds {keys.Length} keys and {values.Length} values.");
    }
}
