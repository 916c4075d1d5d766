using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Labels and scores of one or more scored views of the same images: checked, averaged, and noted on the way, so that one pass is enough for everything.</summary>
internal sealed class ScoredRows : IDataView
{
    public const int Label = 0;
    public const int Score = 1;
    public const int PredictedLabel = 2;

    private readonly IReadOnlyList<IDataView> views;

    public ScoredRows(IReadOnlyList<IDataView> views, ImageEvaluationOptions options)
    {
        this.views = views;
        var schema = views[0].Schema;
        var label = LabelColumn.Find(schema, options.LabelColumnName);
        var score = FindScore(schema);
        Classes = options.Classes ?? ClassOrder.Find(label, score);
        ClassOrder.Check(label, score, Classes);
        Files = options.Files;
        LabelName = label.Name;
        foreach (var view in views.Skip(1))
        {
            ClassOrder.Check(LabelColumn.Find(view.Schema, options.LabelColumnName), FindScore(view.Schema), Classes);
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(label.Name, label.Type, label.Annotations);
        builder.AddColumn(ColumnNames.Score, score.Type, score.Annotations);
        builder.AddColumn(ColumnNames.PredictedLabel, label.Type, label.Annotations);
        Schema = builder.ToSchema();
    }

    /// <summary>The classes in score order.</summary>
    public ClassLabels Classes { get; }

    public IReadOnlyList<string>? Files { get; }

    public string LabelName { get; }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>What the first whole pass saw; null before it.</summary>
    public ImageOutcomes? Outcomes { get; set; }

    public long? GetRowCount() => views[0].GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new ScoredRowsCursor(this, [.. views.Select(Open)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    public ImageOutcomes ReadAll()
    {
        using var cursor = GetRowCursor([]);
        while (Outcomes is null && cursor.MoveNext())
        {
        }

        return Outcomes!;
    }

    private ScoredSource Open(IDataView view)
    {
        var label = view.Schema[LabelName];
        var score = view.Schema[ColumnNames.Score];
        var file = Files is null && view.Schema.GetColumnOrNull(ColumnNames.ImagePath) is { Type: TextDataViewType } path ? path : (DataViewSchema.Column?)null;
        var cursor = view.GetRowCursor(file is { } column ? [label, score, column] : [label, score]);
        return new ScoredSource(
            cursor, cursor.GetGetter<uint>(label), cursor.GetGetter<VBuffer<float>>(score), file is { } text ? cursor.GetGetter<ReadOnlyMemory<char>>(text) : null);
    }

    private static DataViewSchema.Column FindScore(DataViewSchema schema)
    {
        var column = schema.GetColumnOrNull(ColumnNames.Score)
            ?? throw new ArgumentException($"There is no column '{ColumnNames.Score}': evaluate what a model's Transform gives.");
        return column.Type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single
            ? column
            : throw new ArgumentException($"Column '{ColumnNames.Score}' is of type {column.Type}; it must be a vector of float32 of known size.");
    }
}

/// <summary>One view of the images while it is being read.</summary>
internal sealed record ScoredSource(DataViewRowCursor Cursor, ValueGetter<uint> Label, ValueGetter<VBuffer<float>> Score, ValueGetter<ReadOnlyMemory<char>>? File);
