using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Rows;

/// <summary>A cursor seen through a <see cref="ColumnMapper"/>.</summary>
internal sealed class MappedCursor(DataViewRowCursor input, MappedColumns columns, IEnumerable<DataViewSchema.Column> active) : DataViewRowCursor
{
    private readonly MappedGetters getters = new(input, columns, active);

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => columns.Schema;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.GetGetter<TValue>(column);

    public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
