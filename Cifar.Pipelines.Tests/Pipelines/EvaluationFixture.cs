using System.Text.Json;
using Cifar.Models.Data;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>Labels and scores without a model behind them.</summary>
internal static class EvaluationFixture
{
    public static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", file))).RootElement;

    public static ClassLabels Classes(int count, bool superclasses = false) => superclasses
        ? new ClassLabels([.. Names(count)], ["even", "odd"], [.. Enumerable.Range(0, count).Select(i => i % 2)])
        : new ClassLabels([.. Names(count)]);

    /// <summary>Labels are class numbers; -1 is a missing one. In typed rows ML.NET counts keys from 0, and takes what is beyond the last one for missing.</summary>
    public static IDataView View(MLContext ml, int[] labels, float[][] scores)
    {
        int classes = scores[0].Length;
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        return ml.Data.LoadFromEnumerable(labels.Zip(scores, (label, score) => new Row { Label = (uint)label, Score = score }).ToList(), schema);
    }

    public static ImageClassificationReport Evaluate(int[] labels, float[][] scores, ImageEvaluationOptions? options = null)
    {
        var ml = new MLContext(1);
        return ml.MulticlassClassification.EvaluateImages(View(ml, labels, scores), options ?? new ImageEvaluationOptions { Resamples = 0 });
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"class {i}");

    private sealed class Row
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
