namespace Microsoft.ML.Data;

#pragma warning disable CS8714 // The raw types of columns are value types: their values are never null.

/// <summary>A table whose values are single ones. A key that is not in it gets 0, no text or the missing key.</summary>
sealed class ScalarTable<TKey, TValue>(DataViewSchema.Column key, DataViewSchema.Column value, List<(TKey, TValue)> rows) : ValueTable(key, value)
{
    readonly Dictionary<TKey, TValue> _values = TableRows.ToDictionary(rows);

    internal override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column) =>
        VectorMapping.Getter<TKey, TValue>(input, column, key => _values.TryGetValue(key, out var found) ? found : default!);

    private protected override void Write(ModelWriter writer)
    {
        writer.WriteItems<TKey>([.. _values.Keys]);
        writer.WriteItems<TValue>([.. _values.Values]);
    }
}

/// <summary>A table whose values are vectors; only scalar columns can be mapped with it. A key that is not in it gets an empty vector.</summary>
sealed class VectorTable<TKey, TItem>(DataViewSchema.Column key, DataViewSchema.Column value, List<(TKey, TItem[])> rows) : ValueTable(key, value)
{
    readonly Dictionary<TKey, TItem[]> _values = TableRows.ToDictionary(rows);

    internal override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column)
    {
        var get = input.GetGetter<TKey>(input.Schema[column.Index]);
        TKey key = default!;
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) =>
        {
            get(ref key);
            if (_values.TryGetValue(key, out var found))
                VBuffer<TItem>.Copy(found, 0, ref destination, found.Length);
            else
                destination = VBufferEditor.Create(ref destination, 0).Commit();
        });
    }

    private protected override void Write(ModelWriter writer)
    {
        writer.WriteItems<TKey>([.. _values.Keys]);
        writer.Write(_values.Count);
        foreach (var value in _values.Values)
            writer.WriteItems(value);
    }
}

/// <summary>The rows of a table by their keys.</summary>
static class TableRows
{
    internal static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(List<(TKey Key, TValue Value)> rows)
    {
        var values = new Dictionary<TKey, TValue>(rows.Count, TextComparer.EqualityOf<TKey>());
        foreach (var (key, value) in rows)
        {
            if (!values.TryAdd(key, value))
                throw new InvalidOperationException($"Duplicate keys in data '{key}'");
        }

        return values;
    }
}
