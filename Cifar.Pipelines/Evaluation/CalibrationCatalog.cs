using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Calibration of image classifiers for <c>mlContext.MulticlassClassification</c>.</summary>
public static class CalibrationCatalog
{
    /// <summary>Finds what a model's logits have to be divided by for its probabilities to fit the labels best.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="scored">Images that the model was not trained on, transformed by it. Not the test images: they are to judge the result.</param>
    /// <param name="labelColumnName">The true class, a key column.</param>
    /// <param name="risk">Share of sure answers that may be wrong, above 0, below 1; see <see cref="AnswerThresholds"/>.</param>
    /// <returns>The factor; <see cref="ModelCalibration"/> writes it into model files.</returns>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, or there are no rows with a class.</exception>
    /// <exception cref="InvalidDataException">A score is not finite or negative, or the scores of a row do not sum to 1; the message names the row.</exception>
    public static TemperatureFit FitTemperature(this MulticlassClassificationCatalog catalog, IDataView scored, string labelColumnName = ColumnNames.Label, double risk = AnswerThresholds.DefaultRisk)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        var rows = new ScoredRows([scored], new ImageEvaluationOptions { LabelColumnName = labelColumnName });
        using var cursor = rows.GetRowCursor(rows.Schema);
        var getLabel = cursor.GetGetter<uint>(rows.Schema[ScoredRows.Label]);
        var getScore = cursor.GetGetter<VBuffer<float>>(rows.Schema[ScoredRows.Score]);
        List<float> logits = [];
        List<int> labels = [];
        uint label = 0;
        VBuffer<float> score = default;
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            if (label == 0)
            {
                continue;
            }

            getScore(ref score);
            labels.Add((int)label - 1);
            foreach (float probability in score.GetValues())
            {
                logits.Add(TemperatureScaling.LogitOf(probability));
            }
        }

        return labels.Count > 0
            ? TemperatureScaling.Fit([.. logits], [.. labels], risk)
            : throw new ArgumentException("There are no labelled images to calibrate on.", nameof(scored));
    }
}
