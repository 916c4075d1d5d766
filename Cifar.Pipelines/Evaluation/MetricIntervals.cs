namespace Cifar.Pipelines.Evaluation;

/// <summary>Confidence intervals by the percentile bootstrap (Efron, 1979): images are drawn again with replacement, and the middle of what comes out is kept.</summary>
/// <remarks>
/// They tell how far the numbers would vary on other test images of the same kind, not how far they would vary with another seed of the training.
/// Where all images are right, or none is, resampling cannot see beyond the sample: accuracy and top-5 accuracy then have the exact interval of Clopper and Pearson
/// ("The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", Biometrika 26, 1934). That of macro F1 then has no width, which says nothing.
/// The calibration error is biased upwards in small samples, and more so when resampled: its interval can lie above the estimate.
/// </remarks>
/// <param name="Level">Confidence, above 0 and below 1.</param>
/// <param name="Resamples">How often the images were drawn again.</param>
/// <param name="Seed">Seed of the drawing; equal seeds give equal intervals.</param>
/// <param name="Accuracy">Of <see cref="ImageClassificationReport.MicroAccuracy"/>.</param>
/// <param name="Top5Accuracy">Of <see cref="ImageClassificationReport.Top5Accuracy"/>.</param>
/// <param name="MacroF1">Of <see cref="ImageClassificationReport.MacroF1"/>.</param>
/// <param name="LogLoss">Of <see cref="ImageClassificationReport.LogLoss"/>.</param>
/// <param name="ExpectedCalibrationError">Of <see cref="ImageClassificationReport.ExpectedCalibrationError"/>.</param>
public sealed record MetricIntervals(
    double Level, int Resamples, int Seed, Interval Accuracy, Interval Top5Accuracy, Interval MacroF1, Interval LogLoss, Interval ExpectedCalibrationError);
