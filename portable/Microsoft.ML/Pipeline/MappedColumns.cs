using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The columns of one mapped row or cursor: those of the input handed on, those of the mapper computed.</summary>
sealed class MappedColumns
{
    readonly RowMapperBinding _binding;
    readonly DataViewRow _input;
    readonly bool[] _active;
    readonly Delegate?[] _getters;
    readonly Action? _dispose;

    internal MappedColumns(RowMapperBinding binding, DataViewRow input, bool[] active)
    {
        _binding = binding;
        _input = input;
        _active = active;
        int inputs = binding.InputSchema.Count;
        _getters = active.AsSpan(inputs).Contains(true) ? binding.Mapper.MakeGetters(input, i => active[inputs + i], out _dispose) : [];
    }

    internal DataViewSchema Schema => _binding.OutputSchema;

    internal bool IsActive(DataViewSchema.Column column) => (uint)column.Index < (uint)_active.Length && _active[column.Index];

    internal ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
            throw SchemaMismatch.NotActive(column);
        DataViewSchema.Column own = Schema[column.Index];
        if (own.Type.RawType != typeof(TValue))
            throw SchemaMismatch.WrongGetter(own, typeof(TValue));
        int added = own.Index - _binding.InputSchema.Count;
        return added < 0 ? _input.GetGetter<TValue>(_input.Schema[own.Index]) : (ValueGetter<TValue>)_getters[added]!;
    }

    internal void Dispose() => _dispose?.Invoke();
}

/// <summary>A mapped row that follows a single row.</summary>
sealed class MappedRow(DataViewRow input, MappedColumns columns) : DataViewRow
{
    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => columns.Schema;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.Getter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            columns.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>A mapped row that moves with a cursor.</summary>
sealed class MappedCursor(DataViewRowCursor input, MappedColumns columns) : DataViewRowCursor
{
    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => columns.Schema;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.Getter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            columns.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
