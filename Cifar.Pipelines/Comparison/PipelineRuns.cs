using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>The runs of one pipeline.</summary>
/// <param name="Name">For people.</param>
/// <param name="Places">Where its runs are in the list of all, by seed.</param>
/// <param name="Seeds">Their seeds, in the same order.</param>
/// <param name="Accuracies">Their accuracies, in the same order.</param>
internal sealed record PipelineRuns(string Name, int[] Places, int?[] Seeds, double[] Accuracies)
{
    public double MeanAccuracy { get; } = Accuracies.Average();

    public static IEnumerable<PipelineRuns> Group(IReadOnlyList<EvaluatedRun> runs, ComparisonOptions options)
    {
        string KeyOf(EvaluationRecord record) => options.PipelineOf is { } pipelineOf ? pipelineOf(record.Name) : record.Pipeline;
        var groups = Enumerable.Range(0, runs.Count).GroupBy(i => KeyOf(runs[i].Record)).Select(group => group.OrderBy(i => runs[i].Record.Seed).ToArray()).ToArray();
        var names = groups.Select(places => NameOf([.. places.Select(i => runs[i].Record.Name)])).ToArray();
        return groups.Select((places, i) => new PipelineRuns(
            names.Count(name => name == names[i]) > 1 ? $"{names[i]} ({runs[places[0]].Record.Name})" : names[i],
            places,
            Array.ConvertAll(places, place => runs[place].Record.Seed),
            Array.ConvertAll(places, place => runs[place].Record.Report.MicroAccuracy)));
    }

    /// <summary>What the names of the runs begin with, less trailing punctuation and the word seed; the first name where that leaves nothing.</summary>
    private static string NameOf(string[] names)
    {
        if (names.Length == 1)
        {
            return names[0];
        }

        int common = 0;
        while (names.All(name => common < name.Length && name[common] == names[0][common]))
        {
            common++;
        }

        string stem = names[0][..common].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd(Separators);
        stem = stem.EndsWith("seed", StringComparison.OrdinalIgnoreCase) ? stem[..^4].TrimEnd(Separators) : stem;
        return stem.Length == 0 || stem.EndsWith("..", StringComparison.Ordinal) ? names[0] : stem;
    }

    private static readonly char[] Separators = ['-', '_', '.', ' ', '/', '\\'];
}
