using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>What a confusion matrix says of each class, and the means over the classes.</summary>
/// <remarks>
/// The means are those of scikit-learn's <c>precision_recall_fscore_support(average="macro", zero_division=0)</c>: over all classes that occur as a label or as
/// a prediction, where a class without images has recall 0 and one that was never predicted has precision 0.
/// </remarks>
internal sealed class PerClassScores(int classes)
{
    private readonly int[] support = new int[classes];
    private readonly int[] predictions = new int[classes];
    private readonly int[] right = new int[classes];

    public double MacroPrecision => Mean(i => predictions[i] == 0 ? 0 : (double)right[i] / predictions[i], Occurs);

    public double MacroRecall => Mean(i => support[i] == 0 ? 0 : (double)right[i] / support[i], Occurs);

    /// <summary>Mean recall of the classes that have images: scikit-learn's balanced accuracy.</summary>
    public double MacroAccuracy => Mean(i => (double)right[i] / support[i], i => support[i] > 0);

    public double MacroF1
    {
        get
        {
            double sum = 0;
            int occurring = 0;
            for (int i = 0; i < support.Length; i++)
            {
                int both = support[i] + predictions[i];
                if (both > 0)
                {
                    sum += 2.0 * right[i] / both;
                    occurring++;
                }
            }

            return occurring == 0 ? 0 : sum / occurring;
        }
    }

    public void Add(int label, int predicted)
    {
        support[label]++;
        predictions[predicted]++;
        right[label] += label == predicted ? 1 : 0;
    }

    public void Clear()
    {
        Array.Clear(support);
        Array.Clear(predictions);
        Array.Clear(right);
    }

    public IReadOnlyList<ClassScores> Report(ClassLabels labels) =>
    [
        .. labels.Fine.Select((name, i) => support[i] == 0
            ? new ClassScores(i, name, 0, predictions[i], null, null, null)
            : new ClassScores(
                i, name, support[i], predictions[i],
                predictions[i] == 0 ? 0 : (double)right[i] / predictions[i],
                (double)right[i] / support[i],
                2.0 * right[i] / (support[i] + predictions[i]))),
    ];

    private bool Occurs(int i) => support[i] + predictions[i] > 0;

    private double Mean(Func<int, double> value, Func<int, bool> counts)
    {
        double[] values = [.. Enumerable.Range(0, support.Length).Where(counts).Select(value)];
        return values.Length == 0 ? 0 : values.Average();
    }
}
