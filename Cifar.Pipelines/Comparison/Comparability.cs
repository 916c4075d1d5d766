using Cifar.Models.Data;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>Whether runs may be compared at all.</summary>
internal static class Comparability
{
    public static void Check(IReadOnlyList<EvaluatedRun> runs)
    {
        if (runs.Count < 2)
        {
            throw new ArgumentException($"There {(runs.Count == 1 ? "is 1 run" : "are no runs")} to compare; give at least two.", nameof(runs));
        }

        if (runs.GroupBy(run => run.Record.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two runs are named '{twice.Key}'; each must be given once.", nameof(runs));
        }

        foreach (var run in runs.Skip(1))
        {
            CheckClasses(runs[0].Record, run.Record);
            CheckImages(runs[0], run);
        }
    }

    private static void CheckClasses(EvaluationRecord first, EvaluationRecord other)
    {
        ClassLabels one = first.Report.Classes, two = other.Report.Classes;
        if (one.Fine.SequenceEqual(two.Fine))
        {
            return;
        }

        string why = one.Fine.Count != two.Fine.Count
            ? $"{one.Fine.Count} and {two.Fine.Count} of them"
            : one.Fine.Zip(two.Fine).Index().Where(pair => pair.Item.First != pair.Item.Second).Select(pair => $"class {pair.Index} is '{pair.Item.First}' here and '{pair.Item.Second}' there").First();
        throw new InvalidDataException($"{first.Name} and {other.Name} have different classes: {why}.\nOnly runs with the same classes in the same order can be compared.");
    }

    private static void CheckImages(EvaluatedRun first, EvaluatedRun other)
    {
        TestSet one = first.Record.TestSet, two = other.Record.TestSet;
        bool sameLabels = first.Images.Count == other.Images.Count
            && Enumerable.Range(0, first.Images.Count).All(i => first.Images.Outcomes.Label(i) == other.Images.Outcomes.Label(i));
        if (one.Sha256 == two.Sha256 && sameLabels)
        {
            return;
        }

        throw new InvalidDataException(
            $"{first.Record.Name} and {other.Record.Name} were evaluated on different images: {Describe(one)} and {Describe(two)}{(Describe(one) == Describe(two) ? " whose content differs" : "")}.\n"
            + "Evaluate both on the same ones: cifar evaluate --model MODEL --data DATA");
    }

    private static string Describe(TestSet set) => $"{set.Count:N0} {set.Split} images of {set.Data}";
}
