using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Evaluation;

/// <summary>What temperature scaling does to a model.</summary>
/// <param name="Factor">What to divide the logits by, beside what the model does already; above 1 for a model that was too certain. 0.05 to 20.</param>
/// <param name="AtLimit">Whether the best factor lies beyond that range: the model is always right, or knows nothing.</param>
/// <param name="Count">Images it was fitted on.</param>
/// <param name="LogLossBefore">Mean negative log-likelihood before, in nats.</param>
/// <param name="LogLossAfter">The same after; not greater.</param>
/// <param name="CalibrationErrorBefore">Expected calibration error (15 bins) before, 0..1.</param>
/// <param name="CalibrationErrorAfter">The same after. It is not what was minimised, so it can be greater.</param>
public sealed record TemperatureFit(
    double Factor, bool AtLimit, long Count, double LogLossBefore, double LogLossAfter, double CalibrationErrorBefore, double CalibrationErrorAfter)
{
    /// <summary>From which probability on the calibrated model is sure of its answer.</summary>
    /// <value>null: however few of the images it is asked about, too many answers are wrong, or there are too few images to know; see <see cref="AnswerThresholds.ImagesNeeded"/>.</value>
    public AnswerThreshold? Threshold { get; init; }
}
