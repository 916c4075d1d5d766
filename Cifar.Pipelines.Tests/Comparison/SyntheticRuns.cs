using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Pipelines;

namespace Cifar.Pipelines.Tests.Comparison;

/// <summary>Evaluations of models that do not exist.</summary>
internal static class SyntheticRuns
{
    public static EvaluatedRun Run(string name, int[] labels, int[] predicted, string? pipeline = null, int? seed = null, double latency = 1)
    {
        var record = Record(name, labels, predicted) with { Pipeline = pipeline ?? name, Seed = seed };
        return new EvaluatedRun(record with { Costs = record.Costs with { LatencyMilliseconds = latency } }, record.Report.Images);
    }

    public static EvaluationRecord Record(string name, int[] labels, int[] predicted)
    {
        var classes = EvaluationFixture.Classes(2);
        var outcomes = new ImageOutcomes(2);
        for (int i = 0; i < labels.Length; i++)
        {
            float[] scores = predicted[i] == 0 ? [0.75f, 0.25f] : [0.25f, 0.75f];
            outcomes.Add(i, null, labels[i], scores, 1);
        }

        return new EvaluationRecord
        {
            Name = name,
            Model = $"{name}/model.zip",
            Network = "none",
            Seed = null,
            Pipeline = name,
            TestSet = new TestSet("synthetic", "test", true, labels.Length, "same"),
            Temperature = 1,
            Report = ReportBuilder.Build(outcomes, classes, null, new ImageEvaluationOptions { Resamples = 0 }),
            Costs = new RunCosts(null, null, null, 1, 1, 1, "here"),
            Evaluated = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>
    /// Right and wrong answers of two models on the same images: each gets easy images right and hard ones wrong alike, and they disagree on the given shares,
    /// as networks of one kind on CIFAR-100 do (at some 60 % accuracy about 10 % each way).
    /// </summary>
    public static (EvaluatedRun A, EvaluatedRun B) Pair(Random random, int images, double onlyA, double onlyB, string nameA = "a", string nameB = "b")
    {
        const double BothRight = 0.5;
        int[] labels = new int[images], a = new int[images], b = new int[images];
        for (int i = 0; i < images; i++)
        {
            double at = random.NextDouble();
            a[i] = at < BothRight + onlyA ? 0 : 1;
            b[i] = at < BothRight || (at >= BothRight + onlyA && at < BothRight + onlyA + onlyB) ? 0 : 1;
        }

        return (Run(nameA, labels, a), Run(nameB, labels, b));
    }
}
