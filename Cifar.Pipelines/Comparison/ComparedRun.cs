using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>One run in a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pipeline">Name of the pipeline it belongs to.</param>
/// <param name="Network">Name of its network.</param>
/// <param name="Seed">Seed of its training; null if unknown.</param>
/// <param name="Accuracy">Share of the images classified right.</param>
/// <param name="AccuracyInterval">Bootstrap interval of that, over the images; that of Clopper and Pearson where all of them are right, or none is.</param>
/// <param name="Top5Accuracy">Share of the images whose class is among the first five.</param>
/// <param name="MacroF1">Mean F1 of the classes.</param>
/// <param name="LogLoss">Mean log-loss, in nats.</param>
/// <param name="ExpectedCalibrationError">Expected calibration error.</param>
/// <param name="Costs">What it costs.</param>
public sealed record ComparedRun(
    string Name,
    string Pipeline,
    string Network,
    int? Seed,
    double Accuracy,
    Interval AccuracyInterval,
    double Top5Accuracy,
    double MacroF1,
    double LogLoss,
    double ExpectedCalibrationError,
    RunCosts Costs);
