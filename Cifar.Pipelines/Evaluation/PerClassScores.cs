using Microsoft.ML.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Precision, recall and F1 of each class that occurs in the data, and their means.</summary>
/// <remarks>A class without images has no recall and counts in no mean; a class never predicted has precision 0, as in scikit-learn with <c>zero_division=0</c>.</remarks>
internal sealed record PerClassScores(double MacroPrecision, double MacroRecall, double MacroF1)
{
    public static PerClassScores From(ConfusionMatrix matrix)
    {
        var counts = matrix.Counts;
        double precisions = 0, recalls = 0, f1s = 0;
        int present = 0;
        for (int i = 0; i < matrix.NumberOfClasses; i++)
        {
            double support = counts[i].Sum();
            if (support == 0)
            {
                continue;
            }

            double predicted = 0;
            for (int actual = 0; actual < matrix.NumberOfClasses; actual++)
            {
                predicted += counts[actual][i];
            }

            double right = counts[i][i];
            present++;
            precisions += predicted == 0 ? 0 : right / predicted;
            recalls += right / support;
            f1s += 2 * right / (support + predicted);
        }

        return present == 0 ? new PerClassScores(0, 0, 0) : new PerClassScores(precisions / present, recalls / present, f1s / present);
    }
}
