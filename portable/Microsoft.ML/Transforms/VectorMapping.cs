namespace Microsoft.ML.Data;

/// <summary>Getters that map values one by one, alone or in a vector.</summary>
static class VectorMapping
{
    internal delegate TTo Map<TFrom, TTo>(TFrom value);

    /// <summary>A getter of mapped values for a column that is a scalar or a vector.</summary>
    internal static Delegate Getter<TFrom, TTo>(DataViewRow input, DataViewSchema.Column column, Map<TFrom, TTo> map)
    {
        column = input.Schema[column.Index];
        if (column.Type is VectorDataViewType)
            return Vector(input.GetGetter<VBuffer<TFrom>>(column), map);
        var get = input.GetGetter<TFrom>(column);
        TFrom value = default!;
        return (ValueGetter<TTo>)((ref TTo destination) =>
        {
            get(ref value);
            destination = map(value);
        });
    }

    static ValueGetter<VBuffer<TTo>> Vector<TFrom, TTo>(ValueGetter<VBuffer<TFrom>> get, Map<TFrom, TTo> map)
    {
        VBuffer<TFrom> source = default;
        TTo ofDefault = map(default!);
        bool staysSparse = TextComparer.EqualityOf<TTo>().Equals(ofDefault, default);
        return (ref VBuffer<TTo> destination) =>
        {
            get(ref source);
            var values = source.GetValues();
            var indices = source.GetIndices();
            if (source.IsDense || staysSparse)
            {
                var editor = VBufferEditor.Create(ref destination, source.Length, values.Length);
                for (int i = 0; i < values.Length; i++)
                    editor.Values[i] = map(values[i]);
                indices.CopyTo(editor.Indices);
                destination = editor.Commit();
                return;
            }

            var dense = VBufferEditor.Create(ref destination, source.Length);
            dense.Values.Fill(ofDefault);
            for (int i = 0; i < values.Length; i++)
                dense.Values[indices[i]] = map(values[i]);
            destination = dense.Commit();
        };
    }
}
