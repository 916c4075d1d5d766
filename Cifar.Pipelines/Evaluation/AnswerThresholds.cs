using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Chooses from which probability on a model is sure (Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017, arXiv:1705.08500).</summary>
public static class AnswerThresholds
{
    /// <summary>Share of sure answers that may be wrong unless told otherwise.</summary>
    /// <value>0.2.</value>
    public const double DefaultRisk = 0.2;

    // One-sided 95 %.
    private const double Deviations = 1.6448536269514722;

    /// <summary>Finds the lowest threshold under which at most the stated share of the sure answers is wrong: not only of these images, but with 95 % certainty of all like them.</summary>
    /// <param name="probabilities">The greatest probability of each image, 0..1. Of images that the model did not learn from.</param>
    /// <param name="correct">Whether that class was the right one.</param>
    /// <param name="risk">Share of sure answers that may be wrong, above 0, below 1.</param>
    /// <returns>The threshold, 0 where every answer can be sure; null where even the surest answers are wrong too often, or there are too few images to know.</returns>
    /// <remarks>
    /// The certainty is that of each threshold on its own, and of those that pass the lowest is taken. Where the probabilities tell right answers from wrong ones, as those of a calibrated model do,
    /// the bound rises steadily from the surest answer on and that costs little; where they tell nothing, the lowest may have passed by luck.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ, or the risk is out of range.</exception>
    public static AnswerThreshold? Choose(IReadOnlyList<double> probabilities, IReadOnlyList<bool> correct, double risk = DefaultRisk)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(correct);
        if (probabilities.Count != correct.Count || risk is not (> 0 and < 1))
        {
            throw new ArgumentException(
                probabilities.Count != correct.Count ? $"There are {probabilities.Count} probabilities and {correct.Count} outcomes." : $"The risk is {risk}; it must be above 0 and below 1.");
        }

        int[] order = [.. Enumerable.Range(0, probabilities.Count).OrderByDescending(i => probabilities[i])];
        int wrong = 0, answered = 0;
        for (int i = 0; i < order.Length; i++)
        {
            wrong += correct[order[i]] ? 0 : 1;
            bool isLastOfEqual = i + 1 == order.Length || probabilities[order[i + 1]] < probabilities[order[i]];
            if (isLastOfEqual && UpperBound(wrong, i + 1) <= risk)
            {
                answered = i + 1;
            }
        }

        if (answered == 0)
        {
            return null;
        }

        // Between two probabilities that occurred: rounding must not decide.
        double threshold = answered == order.Length ? 0 : (probabilities[order[answered - 1]] + probabilities[order[answered]]) / 2;
        return new AnswerThreshold(threshold, risk, (double)answered / order.Length, order.Length);
    }

    /// <summary>How many images it takes to be certain of anything: with fewer there is no threshold, even if every answer is right.</summary>
    /// <param name="risk">Share of sure answers that may be wrong, above 0, below 1.</param>
    /// <returns>The smallest number of images, all of them right, for which <see cref="Choose"/> finds a threshold; 11 for a risk of 0.2.</returns>
    /// <exception cref="ArgumentException">The risk is out of range.</exception>
    public static long ImagesNeeded(double risk = DefaultRisk) => risk is > 0 and < 1
        ? (long)Math.Ceiling(Deviations * Deviations * (1 - risk) / risk)      // where UpperBound(0, count) falls to the risk
        : throw new ArgumentException($"The risk is {risk}; it must be above 0 and below 1.", nameof(risk));

    /// <summary>Wilson's upper bound of a share (Journal of the American Statistical Association 22, 1927).</summary>
    private static double UpperBound(int wrong, int count)
    {
        double share = (double)wrong / count, square = Deviations * Deviations / count;
        return (share + (square / 2) + Math.Sqrt(square * ((share * (1 - share)) + (square / 4)))) / (1 + square);
    }
}
