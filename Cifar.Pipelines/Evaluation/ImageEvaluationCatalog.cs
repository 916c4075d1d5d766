using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Microsoft.ML;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Evaluation of image classifiers for <c>mlContext.MulticlassClassification</c>.</summary>
public static class ImageEvaluationCatalog
{
    /// <summary>Measures how well scores fit labels.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="scored">Data that a model has transformed: a label key column, and the model's score column.</param>
    /// <param name="classes">Classes with their superclasses, in score order, for the superclass accuracy; null: what the label column says of itself.</param>
    /// <param name="labelColumnName">The true class, a key column.</param>
    /// <returns>All metrics; the data are read once.</returns>
    /// <exception cref="ArgumentException">A column is missing or of the wrong type, the classes differ, or there are no rows.</exception>
    /// <exception cref="InvalidDataException">A score is not finite or negative, or the scores of a row do not sum to 1; the message names the row.</exception>
    public static ImageClassificationReport EvaluateImages(
        this MulticlassClassificationCatalog catalog, IDataView scored, ClassLabels? classes = null, string labelColumnName = ColumnNames.Label) =>
        catalog.EvaluateImages(scored, new ImageEvaluationOptions { Classes = classes, LabelColumnName = labelColumnName });

    /// <summary>Measures how well scores fit labels.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="scored">Data that a model has transformed: a label key column, and the model's score column.</param>
    /// <param name="options">What to look at, and how much of it to keep.</param>
    /// <returns>All metrics; the data are read once.</returns>
    /// <exception cref="ArgumentException">An option is out of range, a column is missing or of the wrong type, the classes differ, or there are no rows.</exception>
    /// <exception cref="InvalidDataException">A score is not finite or negative, or the scores of a row do not sum to 1; the message names the row.</exception>
    public static ImageClassificationReport EvaluateImages(this MulticlassClassificationCatalog catalog, IDataView scored, ImageEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(scored);
        return catalog.EvaluateImages([scored], options);
    }

    /// <summary>Measures how well the mean of several scores fits labels: test-time augmentation, or an ensemble.</summary>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="scoredViews">The same images in the same order, scored in different ways: as they are and mirrored, for instance, or by several models. At least one.</param>
    /// <param name="options">What to look at, and how much of it to keep.</param>
    /// <returns>All metrics of the mean probabilities; the data are read once.</returns>
    /// <exception cref="ArgumentException">As for one view; or the views differ in length, labels or classes.</exception>
    /// <exception cref="InvalidDataException">A score is not finite or negative, or the scores of a row do not sum to 1; the message names the row.</exception>
    public static ImageClassificationReport EvaluateImages(
        this MulticlassClassificationCatalog catalog, IReadOnlyList<IDataView> scoredViews, ImageEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scoredViews);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(scoredViews.Count);
        options.Validate();
        var rows = new ScoredRows(scoredViews, options);

        // ML.NET counts the best K guesses only when asked to, and K must not exceed the number of classes.
        int guesses = Math.Min(ImageOutcomes.MostGuesses, rows.Classes.Fine.Count);
        var metrics = catalog.Evaluate(rows, rows.LabelName, topKPredictionCount: guesses);
        var outcomes = rows.Outcomes ?? rows.ReadAll();
        return outcomes.Count > 0
            ? ReportBuilder.Build(outcomes, rows.Classes, metrics, options)
            : throw new ArgumentException("There are no labelled images to evaluate.", nameof(scoredViews));
    }
}
