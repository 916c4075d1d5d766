using Cifar.Pipelines.Evaluation;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Cifar.Pipelines.Comparison;

/// <summary>Tests one pair of pipelines with the test that fits their numbers of runs.</summary>
internal static class PairTest
{
    // Accuracies are shares of whole images: a true standard error is far above what their last binary digits make of none.
    private const double Rounding = 1e-12;

    public static PairFinding Run(PipelineRuns a, PipelineRuns b, IReadOnlyList<EvaluatedRun> runs, AccuracyBootstrap bootstrap, ComparisonOptions options)
    {
        double difference = b.MeanAccuracy - a.MeanAccuracy;
        if (a.Places.Length > 1 && b.Places.Length > 1)
        {
            bool sameSeeds = a.Seeds.SequenceEqual(b.Seeds) && a.Seeds.All(seed => seed is not null) && a.Seeds.Distinct().Count() == a.Seeds.Length;
            return sameSeeds ? PairedSeeds(a, b, difference, options) : Welch(a, b, difference, options);
        }

        var interval = bootstrap.Difference(b.Places, a.Places);
        return a.Places.Length == 1 && b.Places.Length == 1
            ? McNemar(runs[a.Places[0]].Images.Outcomes, runs[b.Places[0]].Images.Outcomes, difference, interval, options)
            : PairedImages(a, b, runs, difference, interval);
    }

    private static PairFinding McNemar(ImageOutcomes a, ImageOutcomes b, double difference, Interval interval, ComparisonOptions options)
    {
        int onlyA = 0, onlyB = 0;
        for (int i = 0; i < a.Count; i++)
        {
            bool isA = a.Predicted(i) == a.Label(i), isB = b.Predicted(i) == b.Label(i);
            onlyA += isA && !isB ? 1 : 0;
            onlyB += isB && !isA ? 1 : 0;
        }

        double images = a.Count;
        return new PairFinding(ComparisonTest.McNemar, difference, interval, McNemarTest.Exact(onlyA, onlyB))
        {
            OnlyA = onlyA,
            OnlyB = onlyB,
            Power = McNemarTest.Power(onlyA / images, onlyB / images, a.Count, options.Significance),
            DetectableDifference = McNemarTest.DetectableDifference((onlyA + onlyB) / images, a.Count, options.Significance),
        };
    }

    private static PairFinding PairedSeeds(PipelineRuns a, PipelineRuns b, double difference, ComparisonOptions options)
    {
        double[] differences = [.. b.Accuracies.Zip(a.Accuracies, (second, first) => second - first)];
        double error = differences.StandardDeviation() / Math.Sqrt(differences.Length);
        return Student(ComparisonTest.PairedSeeds, difference, error, differences.Length - 1, options);
    }

    private static PairFinding Welch(PipelineRuns a, PipelineRuns b, double difference, ComparisonOptions options)
    {
        double shareA = a.Accuracies.Variance() / a.Accuracies.Length, shareB = b.Accuracies.Variance() / b.Accuracies.Length;
        double error = Math.Sqrt(shareA + shareB);

        // Welch and Satterthwaite's degrees of freedom.
        double freedom = error < Rounding
            ? a.Accuracies.Length + b.Accuracies.Length - 2
            : Math.Pow(shareA + shareB, 2) / ((shareA * shareA / (a.Accuracies.Length - 1)) + (shareB * shareB / (b.Accuracies.Length - 1)));
        return Student(ComparisonTest.WelchSeeds, difference, error, freedom, options);
    }

    private static PairFinding Student(ComparisonTest test, double difference, double error, double freedom, ComparisonOptions options)
    {
        // Runs that do not vary at all, or differ by the same amount each, say nothing of what another seed would give: what is left is rounding.
        if (error < Rounding)
        {
            return new PairFinding(test, difference, new Interval(difference, difference), 1);
        }

        double p = 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(difference / error));
        double reach = error * StudentT.InvCDF(0, 1, freedom, 1 - (options.Significance / 2));
        return new PairFinding(test, difference, new Interval(difference - reach, difference + reach), Math.Clamp(p, 0, 1));
    }

    private static PairFinding PairedImages(PipelineRuns a, PipelineRuns b, IReadOnlyList<EvaluatedRun> runs, double difference, Interval interval)
    {
        var differences = new double[runs[0].Images.Count];
        for (int i = 0; i < differences.Length; i++)
        {
            double Right(int[] places) => places.Average(place => runs[place].Images.Outcomes is var outcomes && outcomes.Label(i) == outcomes.Predicted(i) ? 1.0 : 0.0);
            differences[i] = Right(b.Places) - Right(a.Places);
        }

        double error = differences.StandardDeviation() / Math.Sqrt(differences.Length);
        double p = error > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(difference / error)) : 1;
        return new PairFinding(ComparisonTest.PairedImages, difference, interval, Math.Clamp(p, 0, 1));
    }
}
