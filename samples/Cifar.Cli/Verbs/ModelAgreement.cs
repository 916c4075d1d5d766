using Cifar.Models.Data;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Cli.Verbs;

/// <summary>How far two models agree on the same images.</summary>
/// <param name="Count">Images.</param>
/// <param name="SameClass">Share of them for which both find the same class most probable, 0..1.</param>
/// <param name="LargestDifference">The largest difference between the two probabilities of any class, 0..1.</param>
/// <param name="Before">Accuracy of the first model, 0..1; null where the images are of other classes.</param>
/// <param name="After">Accuracy of the second one.</param>
internal sealed record ModelAgreement(int Count, double SameClass, double LargestDifference, double? Before, double? After)
{
    public static ModelAgreement Measure(MLContext ml, ImageClassifierModel before, ImageClassifierModel after, LabeledImages images)
    {
        int same = 0, rightBefore = 0, rightAfter = 0, row = 0;
        double largest = 0;
        foreach (var (one, other) in Scores(ml, before, images).Zip(Scores(ml, after, images)))
        {
            int first = IndexOfGreatest(one), second = IndexOfGreatest(other), label = images.Labels[row++];
            same += first == second ? 1 : 0;
            rightBefore += first == label ? 1 : 0;
            rightAfter += second == label ? 1 : 0;
            largest = Math.Max(largest, one.Zip(other, (a, b) => Math.Abs((double)a - b)).Max());
        }

        double? Share(int right) => images.Classes.Equals(before.Description.Labels) ? (double)right / row : null;
        return new ModelAgreement(row, (double)same / row, largest, Share(rightBefore), Share(rightAfter));
    }

    private static IEnumerable<float[]> Scores(MLContext ml, ImageClassifierModel model, LabeledImages images) =>
        model.Transformer.Transform(ml.Data.LoadLabeledImages(images)).GetColumn<float[]>(ColumnNames.Score);

    private static int IndexOfGreatest(float[] values) => Array.IndexOf(values, values.Max());
}
