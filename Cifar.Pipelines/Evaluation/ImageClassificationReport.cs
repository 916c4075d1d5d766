using System.Text.Json.Serialization;
using Cifar.Models.Data;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>How well a model classifies a set of labelled images: ML.NET's own metrics and what image classification wants beside them.</summary>
/// <remarks>Immutable; safe to read from any number of threads. Shares are 0..1. Where scores are equal the class of the lower number counts as the greater.</remarks>
public sealed record ImageClassificationReport
{
    /// <summary>ML.NET's metrics, among them top-k accuracy for k to 5; null where the report was read from a file.</summary>
    /// <value>Its log-loss may differ from <see cref="LogLoss"/> by some 1e-7, since it takes the scores as they are, though they sum to 1 only nearly.</value>
    [JsonIgnore]
    public MulticlassClassificationMetrics? Metrics { get; init; }

    /// <summary>What the model said of each image, in the order of the data; not part of the JSON, since it has a file of its own.</summary>
    [JsonIgnore]
    public ImageResults Images { get; init; } = ImageResults.None;

    /// <summary>The classes in score order, with their superclasses if there are any.</summary>
    public required ClassLabels Classes { get; init; }

    /// <summary>Images evaluated; those without a class are left out.</summary>
    public required long Count { get; init; }

    /// <summary>Share of the images whose true class has the greatest score. Micro-averaged precision, recall and F1 are the same number.</summary>
    public required double MicroAccuracy { get; init; }

    /// <summary>Mean over the classes that have images of the share of their images classified right: scikit-learn's balanced accuracy.</summary>
    public required double MacroAccuracy { get; init; }

    /// <summary>Share of the images whose true class is among the five greatest scores (among all where there are fewer than five classes).</summary>
    public required double Top5Accuracy { get; init; }

    /// <summary>Mean negative natural logarithm of the probability given to the true class, in nats; at most 36.04 an image.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Mean precision over the classes that occur as a label or as a prediction; 0 for a class never predicted.</summary>
    /// <remarks>As scikit-learn's <c>precision_recall_fscore_support(average="macro", zero_division=0)</c>, like the next two.</remarks>
    public required double MacroPrecision { get; init; }

    /// <summary>Mean recall over the classes that occur as a label or as a prediction; 0 for a class without images.</summary>
    public required double MacroRecall { get; init; }

    /// <summary>Mean F1 over the classes that occur as a label or as a prediction; 0 for a class never predicted right.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Share of the images whose predicted class lies in the true superclass; null where the data have no superclasses.</summary>
    public required double? CoarseAccuracy { get; init; }

    /// <summary>Share of the errors that stay inside the true superclass; null where there are no superclasses, or no errors.</summary>
    public required double? ErrorsInsideSuperclass { get; init; }

    /// <summary>Expected calibration error over equal bins of the greatest probability (Guo et al., 2017): 0 is perfectly calibrated.</summary>
    [JsonIgnore]
    public double ExpectedCalibrationError => Calibration.ExpectedError;

    /// <summary>Confidence against accuracy, bin by bin.</summary>
    public required CalibrationReport Calibration { get; init; }

    /// <summary>Intervals of the main numbers; null where none were asked for.</summary>
    public required MetricIntervals? Intervals { get; init; }

    /// <summary>Precision, recall and F1 of each class, in class order.</summary>
    public required IReadOnlyList<ClassScores> PerClass { get; init; }

    /// <summary>The pairs of classes most often confused, the commonest first.</summary>
    public required IReadOnlyList<ConfusedPair> MostConfused { get; init; }

    /// <summary>The images the model was most wrong about, the greatest loss first.</summary>
    public required IReadOnlyList<ImageResult> TopLosses { get; init; }

    /// <summary>Numbers of images: <c>Confusion[actual][predicted]</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }
}
