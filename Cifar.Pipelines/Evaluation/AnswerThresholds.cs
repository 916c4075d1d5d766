using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Chooses from which probability on a model is sure (Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017, arXiv:1705.08500).</summary>
public static class AnswerThresholds
{
    /// <summary>Share of sure answers that may be wrong unless told otherwise.</summary>
    /// <value>0.2.</value>
    public const double DefaultRisk = 0.2;

    // One-sided 95 %: of twenty such choices one may turn out to be wrong more often than it was allowed to.
    private const double Deviations = 1.6448536269514722;

    /// <summary>Finds the lowest threshold under which at most the stated share of the sure answers is wrong: not only of these images, but with 95 % certainty of all like them.</summary>
    /// <param name="probabilities">The greatest probability of each image, 0..1. Of images that the model did not learn from.</param>
    /// <param name="correct">Whether that class was the right one.</param>
    /// <param name="risk">Share of sure answers that may be wrong, above 0, below 1.</param>
    /// <returns>The threshold, 0 where every answer can be sure; null where even the surest answers are wrong too often, or there are too few images to know.</returns>
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

    /// <summary>Wilson's upper bound of a share (Journal of the American Statistical Association 22, 1927).</summary>
    private static double UpperBound(int wrong, int count)
    {
        double share = (double)wrong / count, square = Deviations * Deviations / count;
        return (share + (square / 2) + Math.Sqrt(square * ((share * (1 - share)) + (square / 4)))) / (1 + square);
    }
}
