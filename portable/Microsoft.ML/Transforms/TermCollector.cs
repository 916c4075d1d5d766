namespace Microsoft.ML.Data;

/// <summary>Collects the different values of a column, up to a number, in one pass.</summary>
abstract class TermCollector
{
    /// <summary>Reads the value or values of the row the cursor is on.</summary>
    internal abstract void Read();

    internal abstract TermMap Finish(bool sorted);

    internal static TermCollector Create(DataViewRow row, DataViewSchema.Column column, int limit) => new Make(row, column, limit).With(column.Type.ItemTypeOf().RawType);

    /// <summary>The different values of a column of a view, as a map to keys.</summary>
    internal static TermMap Collect(IDataView view, DataViewSchema.Column column, int limit, bool sorted)
    {
        using var cursor = view.GetRowCursor([column]);
        var collector = Create(cursor, column, limit);
        while (cursor.MoveNext())
            collector.Read();
        return collector.Finish(sorted);
    }

    sealed class Make(DataViewRow row, DataViewSchema.Column column, int limit) : RawTypeWork<TermCollector>
    {
        protected internal override TermCollector Do<T>() => new TermCollector<T>(row, column, limit);
    }
}

/// <inheritdoc />
sealed class TermCollector<T> : TermCollector
{
    readonly PrimitiveDataViewType _type;
    readonly int _limit;
    readonly List<T> _terms = [];
    readonly HashSet<T> _seen = new(TextComparer.EqualityOf<T>());
    readonly ValueGetter<T>? _getOne;
    readonly ValueGetter<VBuffer<T>>? _getMany;
    VBuffer<T> _buffer;

    internal TermCollector(DataViewRow row, DataViewSchema.Column column, int limit)
    {
        _type = (PrimitiveDataViewType)column.Type.ItemTypeOf();
        _limit = limit;
        if (column.Type is VectorDataViewType)
            _getMany = row.GetGetter<VBuffer<T>>(column);
        else
            _getOne = row.GetGetter<T>(column);
    }

    internal override void Read()
    {
        if (_terms.Count >= _limit)
            return;
        if (_getOne is not null)
        {
            T value = default!;
            _getOne(ref value);
            Add(value);
            return;
        }

        _getMany!(ref _buffer);
        if (!_buffer.IsDense)
            Add(default!);
        foreach (T value in _buffer.GetValues())
            Add(value);
    }

    void Add(T value)
    {
        if (_terms.Count >= _limit || MissingValue.Is(value, _type) || _seen.Contains(value))
            return;

        // The row's text may lie in a buffer that the next row overwrites.
        if (value is ReadOnlyMemory<char> text)
            value = (T)(object)text.ToString().AsMemory();
        _seen.Add(value);
        _terms.Add(value);
    }

    internal override TermMap Finish(bool sorted)
    {
        if (sorted)
            _terms.Sort(TextComparer.OrderOf<T>());
        return new TermMap<T>(_type, [.. _terms]);
    }
}
