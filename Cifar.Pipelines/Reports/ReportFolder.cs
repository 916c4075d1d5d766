using System.Text;
using Cifar.Models.Data;
using Cifar.Pipelines.Comparison;

namespace Cifar.Pipelines.Reports;

/// <summary>Writes reports as files: a page that opens without a network, a model card, and the numbers.</summary>
public static class ReportFolder
{
    /// <summary>Name of the page.</summary>
    public const string PageFile = "report.html";

    /// <summary>Name of the model card.</summary>
    public const string CardFile = "model-card.md";

    /// <summary>Name of the file with all numbers.</summary>
    public const string ResultsFile = "results.json";

    /// <summary>Writes the report of a single run; each file appears whole or not at all.</summary>
    /// <param name="folder">Where to; made if it does not exist.</param>
    /// <param name="run">The run.</param>
    /// <param name="card">What only people know of the model; null for nothing.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, RunDetails run, ModelCardOptions? card = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            Save(folder, PageFile, HtmlReport.OfRun(run)),
            Save(folder, CardFile, ModelCard.Write(run, card)),
            Save(folder, ResultsFile, new ReportResults([run], null).ToJson() + "\n"),
        ];
    }

    /// <summary>Writes the report of a comparison, and in a folder below it that of each run.</summary>
    /// <param name="folder">Where to; made if it does not exist.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="runs">The runs of the comparison, in its order.</param>
    /// <param name="card">What only people know of the models; null for nothing.</param>
    /// <returns>The files, the comparison's first.</returns>
    /// <exception cref="ArgumentException">The runs are not those of the comparison.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, ComparisonReport comparison, IReadOnlyList<RunDetails> runs, ModelCardOptions? card = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(runs);
        string[] folders = RunFolders([.. runs.Select(run => run.Evaluation.Name)]);
        return
        [
            Save(folder, PageFile, HtmlReport.OfComparison(comparison, runs, [.. folders.Select(name => $"{name}/{PageFile}")])),
            Save(folder, ResultsFile, new ReportResults(runs, comparison).ToJson() + "\n"),
            .. runs.Zip(folders).SelectMany(pair => Write(Path.Combine(folder, pair.Second), pair.First, card)),
        ];
    }

    // Names of runs may be paths, or anything else.
    private static string[] RunFolders(string[] names)
    {
        const int Longest = 60;
        string[] plain = Array.ConvertAll(names, name => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_')));
        return [.. plain.Select((name, i) => name.Length is > 0 and <= Longest && plain.Count(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) == 1 ? name : Numbered(i))];

        string Numbered(int i)
        {
            string name = $"run-{i + 1}";
            while (plain.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                name += '_';
            }

            return name;
        }
    }

    private static string Save(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return path;
    }
}
