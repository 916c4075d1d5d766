using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;

namespace Cifar.Pipelines.Trainers;

/// <summary>A data view with a classifier's columns appended, scored in batches: reading ahead costs memory for a batch and saves most of the time.</summary>
internal sealed class ScoredDataView(IDataView input, MappedColumns columns, DataViewSchema.Column features, OnnxImageScorer scorer, string descriptionJson) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => columns.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        var source = input.GetRowCursor(columns.InputsFor(active), rand);
        // Nothing to score: the rows need no batches.
        return active.All(column => column.Index < columns.InputCount || column.Index == columns.InputCount + ScoreColumns.Description)
            ? new MappedCursor(source, columns, active)
            : new ScoredCursor(source, columns, features, scorer, descriptionJson, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
