using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>The columns a classifier appends, with the annotations ML.NET's evaluators and users look for.</summary>
internal static class ScoreColumns
{
    public const int Score = 0;
    public const int PredictedLabel = 1;
    public const int PredictedClass = 2;
    public const int Description = 3;

    public static IReadOnlyList<DataViewSchema.DetachedColumn> Create(ModelDescription description)
    {
        var names = description.Labels.Fine;
        return
        [
            new(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, names.Count), Annotate("Score", builder =>
            {
                builder.AddNames("SlotNames", names);
                builder.AddNames("TrainingLabelValues", names);
            })),
            new(ColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), names.Count), Annotate("PredictedLabel", builder => builder.AddNames("KeyValues", names))),
            new(ColumnNames.PredictedClass, TextDataViewType.Instance),
            new(ColumnNames.ModelDescription, TextDataViewType.Instance),
        ];
    }

    private static DataViewSchema.Annotations Annotate(string valueKind, Action<DataViewSchema.Annotations.Builder> addNames)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        AddText(builder, "ScoreColumnKind", "MulticlassClassification");
        AddText(builder, "ScoreValueKind", valueKind);
        builder.AddPrimitiveValue("ScoreColumnSetId", new KeyDataViewType(typeof(uint), int.MaxValue), 1u);
        addNames(builder);
        return builder.ToAnnotations();
    }

    private static void AddText(DataViewSchema.Annotations.Builder builder, string kind, string text) =>
        builder.AddPrimitiveValue(kind, TextDataViewType.Instance, text.AsMemory());
}
