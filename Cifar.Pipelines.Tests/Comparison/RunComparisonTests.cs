using System.Text.Json;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Pipelines;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Comparison;

public sealed class RunComparisonTests
{
    private static readonly MLContext Ml = new(1);

    [Fact]
    public void A_clear_difference_is_said_in_a_sentence()
    {
        var (a, b) = SyntheticRuns.Pair(new Random(1), 10_000, 0.08, 0.11);
        var report = Ml.Comparison.Compare([a, b]);
        var pair = Assert.Single(report.Pairs);
        Assert.True(pair.Differ);
        Assert.Equal((ComparisonTest.McNemar, "a", "b"), (pair.Test, pair.A, pair.B));
        Assert.Equal(pair.OnlyB!.Value - pair.OnlyA!.Value, (int)Math.Round(10_000 * pair.Difference));
        Assert.Matches(@"^b is better than a by [0-9.]+ points \(95 % interval [0-9.]+ to [0-9.]+; p < 0\.0001\)\.$", pair.Sentence);

        // The interval against the textbook standard error of a paired difference.
        double error = Math.Sqrt(((pair.OnlyA.Value + pair.OnlyB.Value) / 10_000.0) - (pair.Difference * pair.Difference)) / 100;
        Assert.Equal(pair.Difference - (1.96 * error), pair.Interval.Low, 0.15 * error);
        Assert.Equal(pair.Difference + (1.96 * error), pair.Interval.High, 0.15 * error);
        Assert.Contains("\"holmP\"", report.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\"test\":\"McNemar\"", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_do_not_differ_cannot_be_told_apart()
    {
        var (a, b) = SyntheticRuns.Pair(new Random(2), 2000, 0.1, 0.1);
        var pair = Assert.Single(Ml.Comparison.Compare([a, b]).Pairs);
        Assert.False(pair.Differ);
        Assert.Contains("cannot be told apart", pair.Sentence, StringComparison.Ordinal);
        Assert.Contains("four times out of five", pair.Sentence, StringComparison.Ordinal);
        Assert.False(Ml.Comparison.Compare([a, a with { Record = a.Record with { Name = "copy", Pipeline = "copy" } }]).Pairs[0].Differ);
    }

    /// <summary>Without a true difference: in at most 5 % of 400 families of comparisons (among 5 models, so 10 pairs) is even one claimed.</summary>
    [Fact]
    public void Without_a_true_difference_one_is_hardly_ever_claimed()
    {
        const int Families = 400, Models = 5, Images = 1000;
        var random = new Random(20);
        int claims = 0;
        for (int family = 0; family < Families; family++)
        {
            // Each image has a difficulty that all models share, as in life: that is what makes them agree.
            var answers = new bool[Models][];
            double[] chance = [.. Enumerable.Range(0, Images).Select(_ => random.NextDouble() is var easy && easy < 0.5 ? 0.9 : easy < 0.8 ? 0.1 : 0.5)];
            for (int model = 0; model < Models; model++)
            {
                answers[model] = Array.ConvertAll(chance, right => random.NextDouble() < right);
            }

            var values = from a in Enumerable.Range(0, Models)
                         from b in Enumerable.Range(0, a)
                         select McNemarTest.Exact(
                             Enumerable.Range(0, Images).Count(i => answers[a][i] && !answers[b][i]), Enumerable.Range(0, Images).Count(i => answers[b][i] && !answers[a][i]));
            claims += HolmCorrection.Adjust([.. values]).Min() <= 0.05 ? 1 : 0;
        }

        Assert.InRange(claims, 0, Families / 20);
    }

    /// <summary>Of 20 pairs of models without a true difference, at CIFAR's 10,000 test images, at most one (5 %) is said to differ.</summary>
    [Fact]
    public void Of_twenty_pairs_without_a_true_difference_at_most_one_is_claimed()
    {
        var random = new Random(40);
        var options = new ComparisonOptions { Resamples = 100 };
        int claims = Enumerable.Range(0, 20).Count(_ =>
        {
            var (a, b) = SyntheticRuns.Pair(random, 10_000, 0.1, 0.1);
            return Ml.Comparison.Compare([a, b], options).Pairs[0].Differ;
        });
        Assert.InRange(claims, 0, 1);
    }

    /// <summary>A true difference of 2 points between models that disagree on 20 % of 10,000 images, 9 % one way and 11 % the other: found in at least 90 % of 100 comparisons.</summary>
    [Fact]
    public void A_true_difference_of_two_points_is_found()
    {
        var random = new Random(30);
        var options = new ComparisonOptions { Resamples = 100 };
        int found = Enumerable.Range(0, 100).Count(_ =>
        {
            var (a, b) = SyntheticRuns.Pair(random, 10_000, 0.09, 0.11);
            return Ml.Comparison.Compare([a, b], options).Pairs[0] is { Differ: true, B: "b" };
        });
        Assert.InRange(found, 90, 100);
        Assert.True(McNemarTest.Power(0.09, 0.11, 10_000) > 0.9);
    }

    [Fact]
    public void Runs_that_differ_only_in_the_seed_are_one_pipeline_and_are_compared_over_the_seeds()
    {
        var seeds = EvaluationFixture.Read("statistics.json").GetProperty("seeds");
        EvaluatedRun[] Runs(string name, int shift) => [.. seeds.GetProperty(name).Deserialize<double[]>()!.Select((accuracy, seed) =>
            SyntheticRuns.Run($"{name}-seed{seed}", new int[1000], [.. Enumerable.Range(0, 1000).Select(i => i < Math.Round(1000 * accuracy) ? 0 : 1)], name, seed + shift))];

        var paired = Ml.Comparison.Compare([.. Runs("a", 0), .. Runs("b", 0)]);
        var pair = Assert.Single(paired.Pairs);
        Assert.Equal((ComparisonTest.PairedSeeds, "a", "b"), (pair.Test, pair.A, pair.B));
        Assert.Equal(seeds.GetProperty("pairedP").GetDouble(), pair.P, 1e-9);
        Assert.Equal(seeds.GetProperty("pairedLow").GetDouble(), pair.Interval.Low, 1e-9);
        Assert.Equal(seeds.GetProperty("pairedHigh").GetDouble(), pair.Interval.High, 1e-9);
        Assert.Equal(5, paired.Pipelines[0].Runs.Count);
        Assert.NotNull(paired.Pipelines[0].StandardDeviation);
        string reach = (50 * (seeds.GetProperty("pairedHigh").GetDouble() - seeds.GetProperty("pairedLow").GetDouble())).ToString("0.0#", System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith($"b is better than a by 0.74 ± {reach} points (95 % interval over the seeds; p = 0.0", pair.Sentence, StringComparison.Ordinal);

        var welch = Assert.Single(Ml.Comparison.Compare([.. Runs("a", 0), .. Runs("b", 100)]).Pairs);
        Assert.Equal(ComparisonTest.WelchSeeds, welch.Test);
        Assert.Equal(seeds.GetProperty("welchP").GetDouble(), welch.P, 1e-9);

        var mixed = Assert.Single(Ml.Comparison.Compare([.. Runs("a", 0), Runs("b", 0)[0]]).Pairs);
        Assert.Equal(ComparisonTest.PairedImages, mixed.Test);
    }

    /// <summary>A difference that is the same for every seed leaves a spread of rounding errors, or none at all, as the binary digits happen to fall.</summary>
    [Theory]
    [InlineData(50, 52)]
    [InlineData(61, 63)]
    [InlineData(7, 92)]
    public void Seeds_that_differ_by_the_same_amount_are_no_proof(int first, int second)
    {
        const int Images = 100, Better = 5;
        int[] labels = new int[Images];
        EvaluatedRun Run(string name, int seed, int right) => SyntheticRuns.Run($"{name}{seed}", labels, [.. Enumerable.Range(0, Images).Select(i => i < right ? 0 : 1)], name, seed);
        var pair = Assert.Single(Ml.Comparison.Compare([Run("a", 0, first), Run("a", 1, second), Run("b", 0, first + Better), Run("b", 1, second + Better)]).Pairs);
        Assert.Equal((ComparisonTest.PairedSeeds, 1), (pair.Test, pair.P));
        Assert.Equal(Better / (double)Images, pair.Difference, 1e-12);
    }

    [Fact]
    public void Names_can_say_which_runs_belong_together()
    {
        int[] labels = [0, 1, 0, 1];
        EvaluatedRun[] runs = [.. new[] { "a-1", "a-2", "b-1", "b-2" }.Select((name, i) => SyntheticRuns.Run(name, labels, [0, 1, i % 2, i / 2], seed: i))];
        var report = Ml.Comparison.Compare(runs, new ComparisonOptions { PipelineOf = name => name[..1] });
        Assert.Equal(["a", "b"], report.Pipelines.Select(pipeline => pipeline.Name).Order());
    }

    [Fact]
    public void Runs_on_other_images_or_of_other_classes_are_refused()
    {
        var a = SyntheticRuns.Run("a", [0, 1], [0, 1]);
        var other = SyntheticRuns.Run("b", [0, 1], [0, 1]) with { };
        var set = other.Record.TestSet;
        string Refused(EvaluationRecord record) => Assert.Throws<InvalidDataException>(() => Ml.Comparison.Compare([a, other with { Record = record }])).Message;
        Assert.Contains("content differs", Refused(other.Record with { TestSet = set with { Sha256 = "else" } }), StringComparison.Ordinal);
        Assert.Contains("2 test images of other", Refused(other.Record with { TestSet = set with { Sha256 = "else", Data = "other" } }), StringComparison.Ordinal);
        Assert.Contains("different classes", Refused(other.Record with { Report = other.Record.Report with { Classes = EvaluationFixture.Classes(3) } }), StringComparison.Ordinal);
        Assert.Contains("different images", Assert.Throws<InvalidDataException>(() => Ml.Comparison.Compare([a, SyntheticRuns.Run("b", [1, 1], [0, 1])])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Ml.Comparison.Compare([a]));
        Assert.Throws<ArgumentException>(() => Ml.Comparison.Compare([a, a]));
        Assert.Throws<ArgumentException>(() => Ml.Comparison.Compare([a, other], new ComparisonOptions { Resamples = 1 }));
    }
}
