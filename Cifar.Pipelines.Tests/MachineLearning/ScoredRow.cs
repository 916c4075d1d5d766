using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A row as a classifier leaves it behind; the label is zero-based and NaN when missing.</summary>
sealed class ScoredRow
{
    public float Label { get; set; }

    public float[] Score { get; set; } = [];

    public float PredictedLabel { get; set; }

    public static IDataView View(MLContext context, int[] labels, float[][] scores, string[]? names = null) =>
        View(context, labels.Select((label, i) => new ScoredRow { Label = label, Score = scores[i] }), scores[0].Length, names);

    public static IDataView View(MLContext context, IEnumerable<ScoredRow> rows, int classes, string[]? names = null)
    {
        var schema = SchemaDefinition.Create(typeof(ScoredRow));
        schema[nameof(Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        if (names is not null)
        {
            var slots = new VBuffer<ReadOnlyMemory<char>>(classes, Array.ConvertAll(names, name => name.AsMemory()));
            schema[nameof(Score)].AddAnnotation("SlotNames", slots, new VectorDataViewType(TextDataViewType.Instance, classes));
        }
        return context.Data.LoadFromEnumerable(rows, schema);
    }
}
