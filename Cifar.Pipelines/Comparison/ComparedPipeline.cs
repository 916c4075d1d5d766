namespace Cifar.Pipelines.Comparison;

/// <summary>One or more runs that differ in nothing but the seed.</summary>
/// <param name="Name">Name of the pipeline: that of its run, or what the names of its runs have in common.</param>
/// <param name="Runs">Names of its runs.</param>
/// <param name="MeanAccuracy">Mean accuracy of the runs, 0..1.</param>
/// <param name="StandardDeviation">Standard deviation of the accuracy from seed to seed; null for a single run.</param>
/// <param name="TrainingSeconds">Mean training time; null if unknown.</param>
/// <param name="MillisecondsPerImage">Mean time for an image where many are scored at once.</param>
/// <param name="LatencyMilliseconds">Mean time for a single picture; null if unknown.</param>
/// <param name="OnParetoFront">Whether no other pipeline is at least as accurate at no higher latency and better in one of them; where a latency is unknown, the time for an image among many counts.</param>
public sealed record ComparedPipeline(
    string Name,
    IReadOnlyList<string> Runs,
    double MeanAccuracy,
    double? StandardDeviation,
    double? TrainingSeconds,
    double MillisecondsPerImage,
    double? LatencyMilliseconds,
    bool OnParetoFront);
