using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A cursor over some of the rows of another, in their order, perhaps one of them several times.</summary>
/// <param name="input">The cursor that has the values.</param>
/// <param name="active">Which of its columns may be read.</param>
/// <param name="next">Moves the input to the next row that counts.</param>
sealed class ChosenRowsCursor(DataViewRowCursor input, bool[] active, Func<bool> next) : RootCursor
{
    public override long Batch => input.Batch;

    public override DataViewSchema Schema => input.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) ? input.GetGetter<TValue>(input.Schema[column.Index]) : throw SchemaMismatch.NotActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected override bool MoveNextCore() => next();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
