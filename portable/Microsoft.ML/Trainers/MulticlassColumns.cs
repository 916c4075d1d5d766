using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The columns of multiclass trainers as far as they are known before training.</summary>
static class MulticlassColumns
{
    internal const string Score = "Score";
    internal const string PredictedLabel = "PredictedLabel";

    internal static SchemaShape.Column Feature(string name) => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false);

    internal static SchemaShape.Column Label(string name) => new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true);

    internal static SchemaShape.Column Weight(string? name) =>
        name is null ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false);

    /// <summary>Score and predicted label, with the names of the label's classes when it has them.</summary>
    internal static SchemaShape.Column[] Outputs(SchemaShape input, string labelColumn)
    {
        if (!input.TryFindColumn(labelColumn, out var label))
            throw SchemaMismatch.Missing("inputSchema", "label", labelColumn);
        SchemaShape.Column[] common =
        [
            new(AnnotationKinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true),
            Text(AnnotationKinds.ScoreColumnKind),
            Text(AnnotationKinds.ScoreValueKind),
        ];
        var score = new List<SchemaShape.Column>(common);
        var predicted = new List<SchemaShape.Column>(common);
        if (label.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.Kind == SchemaShape.Column.VectorKind.Vector)
        {
            predicted.Add(values);
            score.Add(values.Renamed(AnnotationKinds.TrainingLabelValues));
            if (values.ItemType is TextDataViewType)
                score.Add(values.Renamed(AnnotationKinds.SlotNames));
        }

        return
        [
            new(Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape(score)),
            new(PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, new SchemaShape(predicted)),
        ];
    }

    static SchemaShape.Column Text(string kind) => new(kind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, isKey: false);
}
