using System.Collections.ObjectModel;

namespace Microsoft.ML.Data;

/// <summary>What the evaluation of a multiclass classifier says.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounters counters, int topKPredictionCount, IReadOnlyList<ReadOnlyMemory<char>> classNames)
    {
        LogLoss = counters.LogLoss;
        LogLossReduction = counters.LogLossReduction;
        MacroAccuracy = counters.MacroAccuracy;
        MicroAccuracy = counters.MicroAccuracy;
        TopKPredictionCount = topKPredictionCount;

        // Null when no count was asked for, as in the original: a caller who reads it has to ask.
        TopKAccuracyForAllK = topKPredictionCount > 0 ? new ReadOnlyCollection<double>(counters.TopKAccuracies(topKPredictionCount)) : null!;
        PerClassLogLoss = new ReadOnlyCollection<double>(counters.PerClassLogLoss());
        ConfusionMatrix = new ConfusionMatrix(counters.Counts, classNames);
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK is { Count: > 0 } accuracies ? accuracies[^1] : 0;

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
