using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>How well a model classifies a set of labelled images: ML.NET's own metrics and what image classification wants beside them.</summary>
/// <remarks>Immutable; safe to read from any number of threads. Shares are 0..1.</remarks>
public sealed record ImageClassificationReport
{
    internal ImageClassificationReport()
    {
    }

    /// <summary>ML.NET's metrics: accuracy, log-loss, confusion matrix, top-k accuracy for every k.</summary>
    public required MulticlassClassificationMetrics Metrics { get; init; }

    /// <summary>Images evaluated.</summary>
    public required long Count { get; init; }

    /// <summary>Share of the images whose true class has the greatest score.</summary>
    public double MicroAccuracy => Metrics.MicroAccuracy;

    /// <summary>Mean over the classes of the share of their images classified right.</summary>
    public double MacroAccuracy => Metrics.MacroAccuracy;

    /// <summary>Share of the images whose true class is among the five greatest scores (among all where there are fewer than five classes).</summary>
    public required double Top5Accuracy { get; init; }

    /// <summary>Mean negative natural logarithm of the probability given to the true class.</summary>
    public double LogLoss => Metrics.LogLoss;

    /// <summary>Mean over the classes of the share of right ones among the images classified as that class; 0 for a class never predicted.</summary>
    public required double MacroPrecision { get; init; }

    /// <summary>Mean over the classes of the share of that class's images that were found.</summary>
    public required double MacroRecall { get; init; }

    /// <summary>Mean over the classes of the harmonic mean of precision and recall; 0 for a class never predicted right.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Share of the images whose predicted class lies in the true superclass; null where the data have no superclasses.</summary>
    public required double? CoarseAccuracy { get; init; }

    /// <summary>Expected calibration error over 15 equal bins of the greatest probability (Guo et al., 2017): 0 is perfectly calibrated.</summary>
    public required double ExpectedCalibrationError { get; init; }
}
