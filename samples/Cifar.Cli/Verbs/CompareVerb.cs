using System.CommandLine;
using System.Text.RegularExpressions;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar compare</c>: which of several evaluated runs is better, by how much, and at what cost.</summary>
internal static class CompareVerb
{
    private const double PatternSeconds = 1;

    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN") { Description = "Run folders in which 'cifar evaluate' has been.", Arity = ArgumentArity.OneOrMore };
        var seedsBy = new Option<string?>("--seeds-by")
        {
            Description = "A regular expression for the part of a folder's name that tells the seed: folders with the same rest are runs of one pipeline. Default: runs of the same configuration.",
            HelpName = "PATTERN",
        };
        var command = new Command("compare", "Says which runs differ on the same images, by how much and at what cost.") { folders, seedsBy };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folders), parsed.GetValue(seedsBy), Root.ScreenOf(parsed)));
        return command;
    }

    private static int Run(string[] folders, string? seedsBy, Screen screen)
    {
        var pattern = Pattern(seedsBy);
        if (folders.Length < 2)
        {
            throw new UsageException("there is 1 run to compare; give at least two.");
        }

        string[] names = RunNames.Of(folders);
        var runs = folders.Zip(names, Read).ToArray();
        var options = new ComparisonOptions { PipelineOf = pattern is null ? null : name => pattern.Replace(name, "") };
        var report = new MLContext().Comparison.Compare(runs, options);
        if (screen.Json)
        {
            screen.WriteJson(report, JsonResults.Readable.ComparisonReport);
        }

        ComparisonOutput.Print(screen, report);
        return ExitCode.Done;
    }

    private static EvaluatedRun Read(string folder, string name)
    {
        var run = EvaluationFolder.Read(folder);
        return run with { Record = run.Record with { Name = name } };
    }

    private static Regex? Pattern(string? text)
    {
        try
        {
            return text is null ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(PatternSeconds));
        }
        catch (RegexParseException wrong)
        {
            throw new UsageException($"--seeds-by '{text}' is no regular expression: {wrong.Message}");
        }
    }
}
