using Cifar.Models.Data;
using Cifar.Models.Training;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>Evaluations of models that do not exist, on generated images; their mistakes stay inside the superclass more often than not.</summary>
internal static class ReportSamples
{
    public const string Hostile = "<img src=x onerror=alert(1)>&\"'</script>";
    public const int Images = 1000;

    private const double InsideSuperclass = 0.5;

    public static RunDetails Run(string name, double accuracy, int seed, ClassLabels? classes = null, string? pipeline = null)
    {
        var labels = classes ?? SyntheticImages.Classes;
        var random = new Random(seed);
        var outcomes = new ImageOutcomes(labels.Fine.Count);
        for (int i = 0; i < Images; i++)
        {
            int label = i % labels.Fine.Count;
            outcomes.Add(i, i % 3 == 0 ? $"test/{labels.Fine[label]}/{i}.png" : null, label, Scores(random, labels, label, random.NextDouble() < accuracy), 1);
        }

        return Details(name, outcomes, labels, seed, pipeline ?? name, accuracy);
    }

    /// <summary>Three classes: one with a name that would be a script, one without images.</summary>
    public static RunDetails HostileRun()
    {
        var labels = new ClassLabels([Hostile, "plain | `name`", "never\u0000seen"]);
        var outcomes = new ImageOutcomes(3);
        for (int i = 0; i < 40; i++)
        {
            outcomes.Add(i, $"{Hostile}.png", i % 2, i % 5 == 0 ? [0.5f, 0.3f, 0.2f] : [0.2f, 0.7f, 0.1f], 1);
        }

        return Details(Hostile, outcomes, labels, 1, "hostile", 0.5);
    }

    public static ComparisonReport Compare(params RunDetails[] runs) =>
        new MLContext().Comparison.Compare([.. runs.Select(run => new EvaluatedRun(run.Evaluation, run.Evaluation.Report.Images))], new ComparisonOptions { Resamples = 200 });

    public static RunDetails[] Several() =>
    [
        Run("sharpened-speed-net", 0.68, 1),
        Run("plain-speed-net", 0.64, 2),
        Run("simple-cnn", 0.55, 3),
    ];

    private static RunDetails Details(string name, ImageOutcomes outcomes, ClassLabels labels, int seed, string pipeline, double accuracy)
    {
        var report = ReportBuilder.Build(outcomes, labels, null, new ImageEvaluationOptions { Resamples = 200, Seed = seed });
        return new RunDetails(new EvaluationRecord
        {
            Name = name,
            Model = $"runs/{name}/model.zip",
            Network = "speed-net",
            Seed = seed,
            Pipeline = pipeline,
            TestSet = new TestSet("synthetic", "test", true, outcomes.Count, "0123456789abcdef"),
            Temperature = 1.21,
            Report = report,
            Costs = new RunCosts(95 * accuracy * accuracy * accuracy * 30, (long)(4e6 * accuracy), (long)(1.6e8 * accuracy), 17_500_000, 0.4 * accuracy, 3 * accuracy * accuracy, "made up, 2 cores"),
            Evaluated = DateTimeOffset.UnixEpoch.AddDays(20_000),
        })
        {
            History = [.. Enumerable.Range(1, 12).Select(epoch => Epoch(epoch, accuracy))],
            BestEpoch = 12,
            Configuration = new Dictionary<string, string>
            {
                ["net"] = "speed-net", ["data.name"] = "synthetic", ["recipe.learningRate"] = "0.1", ["options.seed"] = $"{seed}", ["machine.processor"] = "made up",
            },
            Notes = ["The numbers of this page are made up."],
        };
    }

    private static TrainingEpoch Epoch(int epoch, double accuracy)
    {
        double progress = 1 - Math.Exp(-epoch / 4.0);
        return new TrainingEpoch(epoch, 0.1 * (13 - epoch) / 12, 4.6 - (3.4 * progress), 4.5 - (3 * progress * accuracy / 0.6), accuracy * progress, 3000, 15);
    }

    private static float[] Scores(Random random, ClassLabels labels, int label, bool right)
    {
        int[] own = labels.CoarseOfFine is { } of ? [.. Enumerable.Range(0, of.Count).Where(i => of[i] == of[label] && i != label)] : [];
        int winner = right ? label
            : own.Length > 0 && random.NextDouble() < InsideSuperclass ? own[(int)(own.Length * Math.Pow(random.NextDouble(), 2))]
            : (label + 1 + random.Next(labels.Fine.Count - 1)) % labels.Fine.Count;
        var scores = new float[labels.Fine.Count];
        double sure = 0.25 + (0.7 * Math.Pow(random.NextDouble(), right ? 0.5 : 1.5));
        Array.Fill(scores, (float)((1 - sure) / scores.Length));
        scores[winner] += (float)sure;
        scores[label] += right ? 0 : 0.05f;
        float sum = scores.Sum();
        return Array.ConvertAll(scores, score => score / sum);
    }
}
