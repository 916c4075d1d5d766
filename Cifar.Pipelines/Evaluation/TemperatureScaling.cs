using Cifar.Models.Onnx;
using MathNet.Numerics.RootFinding;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Finds the temperature under which the labels are most likely (Guo et al., "On Calibration of Modern Neural Networks", 2017).</summary>
/// <remarks>Fit it on images that were not trained on, and judge it on others: the validation part, then the test part. The predicted classes stay the same.</remarks>
public static class TemperatureScaling
{
    /// <summary>Smallest factor that is looked for.</summary>
    public const double Smallest = 0.05;

    /// <summary>Greatest factor that is looked for.</summary>
    public const double Greatest = 20;

    // The smallest single-precision number: a probability that came out as 0 was below it.
    private const float SmallestProbability = float.Epsilon;

    private const int Bins = 15;
    private const double Accuracy = 1e-10;

    /// <summary>Fits the factor.</summary>
    /// <param name="logits">[N, classes], row by row; logarithms of probabilities will do as well. Finite.</param>
    /// <param name="labels">N true class numbers, from 0.</param>
    /// <param name="risk">Share of sure answers that may be wrong; see <see cref="AnswerThresholds"/>.</param>
    /// <returns>The factor, with log-loss and calibration before and after.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, a label is out of range, a logit is not finite, or the risk is out of range.</exception>
    public static TemperatureFit Fit(float[] logits, int[] labels, double risk = AnswerThresholds.DefaultRisk)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length == 0 || logits.Length == 0 || logits.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{logits.Length} logits are no whole number of classes for {labels.Length} labels.");
        }

        int classes = logits.Length / labels.Length;
        if (Array.FindIndex(labels, label => label < 0 || label >= classes) is >= 0 and var stray)
        {
            throw new ArgumentException($"Row {stray} has label {labels[stray]}; it must be 0 to {classes - 1}.", nameof(labels));
        }

        if (Array.FindIndex(logits, logit => !float.IsFinite(logit)) is >= 0 and var broken)
        {
            throw new ArgumentException($"Row {broken / classes} has the logit {logits[broken]}; logits must be finite.", nameof(logits));
        }

        // In the inverse of the temperature the log-loss is convex: its slope rises, and is zero at the minimum.
        double Slope(double inverse) => Moments(logits, labels, inverse).Slope;
        double Curvature(double inverse) => Moments(logits, labels, inverse).Curvature;
        double inverse = Slope(1 / Smallest) <= 0 ? 1 / Smallest
            : Slope(1 / Greatest) >= 0 ? 1 / Greatest
            : RobustNewtonRaphson.FindRoot(Slope, Curvature, 1 / Greatest, 1 / Smallest, Accuracy);
        var (lossBefore, errorBefore) = Measure(logits, labels, 1);
        var (lossAfter, errorAfter) = Measure(logits, labels, inverse);
        bool atLimit = inverse is 1 / Smallest or 1 / Greatest;
        return new TemperatureFit(1 / inverse, atLimit, labels.Length, lossBefore, lossAfter, errorBefore, errorAfter) { Threshold = Threshold(logits, labels, inverse, risk) };
    }

    private static AnswerThreshold? Threshold(float[] logits, int[] labels, double inverse, double risk)
    {
        int classes = logits.Length / labels.Length;
        var probabilities = new double[labels.Length];
        var correct = new bool[labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            var values = logits.AsSpan(row * classes, classes);
            probabilities[row] = 1 / Total(values, inverse);
            correct[row] = Trainers.ArgMax.Of(values) == labels[row];
        }

        return AnswerThresholds.Choose(probabilities, correct, risk);
    }

    /// <summary>The logit of a class up to a number that all classes share, from its probability.</summary>
    internal static float LogitOf(float probability) => MathF.Log(Math.Max(probability, SmallestProbability));

    /// <summary>First and second derivative of the mean log-loss: expected less true logit, and the variance of the logits.</summary>
    private static (double Slope, double Curvature) Moments(float[] logits, int[] labels, double inverse)
    {
        int classes = logits.Length / labels.Length;
        double slope = 0, curvature = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var values = logits.AsSpan(row * classes, classes);
            double greatest = Maximum(values), total = 0, first = 0, second = 0;
            foreach (float logit in values)
            {
                double z = logit - greatest, weight = Math.Exp(inverse * z);
                total += weight;
                first += weight * z;
                second += weight * z * z;
            }

            double mean = first / total;
            slope += mean - (values[labels[row]] - greatest);
            curvature += (second / total) - (mean * mean);
        }

        return (slope / labels.Length, curvature / labels.Length);
    }

    private static (double LogLoss, double CalibrationError) Measure(float[] logits, int[] labels, double inverse)
    {
        int classes = logits.Length / labels.Length;
        var calibration = new CalibrationBinning(Bins);
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var values = logits.AsSpan(row * classes, classes);
            double total = Total(values, inverse);
            loss += Math.Log(total) - (inverse * (values[labels[row]] - Maximum(values)));
            calibration.Add(1 / total, Trainers.ArgMax.Of(values) == labels[row]);
        }

        return (loss / labels.Length, calibration.ExpectedError);
    }

    /// <summary>What the probabilities are divided by: the inverse of the greatest one.</summary>
    private static double Total(ReadOnlySpan<float> values, double inverse)
    {
        double greatest = Maximum(values), total = 0;
        foreach (float logit in values)
        {
            total += Math.Exp(inverse * (logit - greatest));
        }

        return total;
    }

    private static double Maximum(ReadOnlySpan<float> values) => values[Trainers.ArgMax.Of(values)];
}
