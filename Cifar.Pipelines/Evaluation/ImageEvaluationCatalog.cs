using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Evaluation of image classifiers for <c>mlContext.MulticlassClassification</c>.</summary>
public static class ImageEvaluationCatalog
{
    private const int CalibrationBins = 15;
    private const int TopK = 5;
    private const int MostGuesses = 5;

    /// <summary>Measures how well scores fit labels.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="scored">Data that a model has transformed: a label key column, and the model's score and predicted label columns.</param>
    /// <param name="classes">Classes with their superclasses, in score order, for the superclass accuracy; null: without it.</param>
    /// <param name="labelColumnName">The true class, a key column.</param>
    /// <returns>All metrics; the data are read twice.</returns>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, or there are no rows.</exception>
    public static ImageClassificationReport EvaluateImages(
        this MulticlassClassificationCatalog catalog, IDataView scored, ClassLabels? classes = null, string labelColumnName = ColumnNames.Label)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        CheckClassOrder(scored.Schema, labelColumnName, classes);

        // ML.NET counts the best K guesses only when asked to, and K must not exceed the number of classes.
        int guesses = scored.Schema.GetColumnOrNull(ColumnNames.Score)?.Type is VectorDataViewType { Size: > 0 and var size } ? Math.Min(MostGuesses, size) : 0;
        var metrics = catalog.Evaluate(scored, labelColumnName, topKPredictionCount: guesses);
        var calibration = new CalibrationBinning(CalibrationBins);
        long count = 0, coarseRight = 0;
        foreach (var (label, predicted, confidence) in ReadRows(scored, labelColumnName))
        {
            count++;
            calibration.Add(confidence, isRight: label == predicted);
            if (classes?.CoarseOfFine is { } coarseOf && label < coarseOf.Count && coarseOf[predicted] == coarseOf[label])
            {
                coarseRight++;
            }
        }

        if (count == 0)
        {
            throw new ArgumentException("There are no labelled images to evaluate.", nameof(scored));
        }

        var perClass = PerClassScores.From(metrics.ConfusionMatrix);
        return new ImageClassificationReport
        {
            Metrics = metrics,
            Count = count,
            Top5Accuracy = metrics.TopKAccuracy,
            MacroPrecision = perClass.MacroPrecision,
            MacroRecall = perClass.MacroRecall,
            MacroF1 = perClass.MacroF1,
            CoarseAccuracy = classes?.CoarseOfFine is null ? null : (double)coarseRight / count,
            ExpectedCalibrationError = calibration.ExpectedError,
        };
    }

    // Score[i] is compared with key i + 1. When both sides name their classes the names must agree, or every number would be wrong.
    private static void CheckClassOrder(DataViewSchema schema, string labelColumnName, ClassLabels? classes)
    {
        if (classes is null || schema.GetColumnOrNull(labelColumnName) is not { } label)
        {
            return;
        }

        var names = KeyColumn.ReadNames(label);
        if (names.Length == 0 || names.SequenceEqual(classes.Fine))
        {
            return;
        }

        throw new ArgumentException(
            $"The data and the model name their classes differently: column '{labelColumnName}' has {names.Length} classes beginning with '{names[0]}', "
            + $"the model {classes.Fine.Count} beginning with '{classes.Fine[0]}'. Evaluate the model on data with its own classes.", nameof(schema));
    }

    private static IEnumerable<(int Label, int Predicted, float Confidence)> ReadRows(IDataView scored, string labelColumnName)
    {
        var labelColumn = scored.Schema[labelColumnName];
        var scoreColumn = scored.Schema[ColumnNames.Score];
        using var cursor = scored.GetRowCursor([labelColumn, scoreColumn]);
        var getLabel = cursor.GetGetter<uint>(labelColumn);
        var getScore = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        uint label = 0;
        VBuffer<float> score = default;
        float[] dense = [];
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            if (label == 0)
            {
                continue;
            }

            getScore(ref score);
            if (dense.Length != score.Length)
            {
                dense = new float[score.Length];
            }

            score.CopyTo(dense);
            int predicted = Array.IndexOf(dense, dense.Max());
            yield return ((int)label - 1, predicted, dense[predicted]);
        }
    }
}
