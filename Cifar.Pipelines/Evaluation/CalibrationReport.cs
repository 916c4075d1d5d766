namespace Cifar.Pipelines.Evaluation;

/// <summary>How far the probability a model gives to its answer agrees with how often it is right (Guo et al., "On Calibration of Modern Neural Networks", 2017).</summary>
/// <param name="ExpectedError">Mean over the images of the distance between accuracy and confidence of their bin, 0..1; 0 is perfectly calibrated.</param>
/// <param name="MaximumError">The greatest of these distances over the bins that have images, 0..1.</param>
/// <param name="Bins">Equal bins of confidence, in ascending order; what a reliability diagram shows.</param>
public sealed record CalibrationReport(double ExpectedError, double MaximumError, IReadOnlyList<ReliabilityBin> Bins);

/// <summary>Images whose greatest probability lies above <paramref name="From"/> and not above <paramref name="To"/>.</summary>
/// <param name="From">Lower end, 0..1, not itself part of the bin except 0.</param>
/// <param name="To">Upper end, 0..1.</param>
/// <param name="Count">Images in the bin.</param>
/// <param name="Confidence">Mean of their greatest probabilities; null for an empty bin.</param>
/// <param name="Accuracy">Share of them classified right; null for an empty bin.</param>
public sealed record ReliabilityBin(double From, double To, long Count, double? Confidence, double? Accuracy);
