namespace Cifar.Pipelines.Evaluation;

/// <summary>What a model costs. Times hold for the machine they were measured on.</summary>
/// <param name="TrainingSeconds">Time the training took; null if unknown.</param>
/// <param name="Parameters">Numbers the network learnt; null if unknown.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image; null if unknown.</param>
/// <param name="ModelBytes">Size of the model file.</param>
/// <param name="MillisecondsPerImage">Time for an image where many are scored at once, preprocessing included.</param>
/// <param name="LatencyMilliseconds">Time for a single picture alone, preprocessing included, the median of several; null where it was not measured.</param>
/// <param name="Machine">Processor and number of its cores.</param>
public sealed record RunCosts(
    double? TrainingSeconds, long? Parameters, long? MultiplyAdds, long ModelBytes, double MillisecondsPerImage, double? LatencyMilliseconds, string Machine);
