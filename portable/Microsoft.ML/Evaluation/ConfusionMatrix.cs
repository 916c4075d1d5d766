using System.Collections.ObjectModel;

namespace Microsoft.ML.Data;

/// <summary>How often each class was taken for each other: rows are the true classes, columns the predicted ones.</summary>
public sealed class ConfusionMatrix
{
    string? _formatted;

    internal ConfusionMatrix(double[][] counts, IReadOnlyList<ReadOnlyMemory<char>> classNames)
    {
        NumberOfClasses = counts.Length;
        ClassNames = classNames;
        var precision = new double[counts.Length];
        var recall = new double[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            double actual = 0, predicted = 0;
            for (int j = 0; j < counts.Length; j++)
            {
                actual += counts[i][j];
                predicted += counts[j][i];
            }
            recall[i] = actual > 0 ? counts[i][i] / actual : 0;
            precision[i] = predicted > 0 ? counts[i][i] / predicted : 0;
        }
        PerClassPrecision = new ReadOnlyCollection<double>(precision);
        PerClassRecall = new ReadOnlyCollection<double>(recall);
        Counts = new ReadOnlyCollection<IReadOnlyList<double>>(Array.ConvertAll(counts, row => (IReadOnlyList<double>)new ReadOnlyCollection<double>(row)));
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    internal IReadOnlyList<ReadOnlyMemory<char>> ClassNames { get; }

    public string GetFormattedConfusionTable() => _formatted ??= ConfusionTableText.Write(this);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Check(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        Check(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    void Check(int index, string parameter)
    {
        if (index < 0 || index >= NumberOfClasses)
            throw new ArgumentOutOfRangeException(parameter, "Invalid index. Should be non-negative, less than the number of classes.");
    }
}
