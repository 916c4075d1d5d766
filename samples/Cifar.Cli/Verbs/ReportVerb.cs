using System.CommandLine;
using System.Text.Json.Serialization;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar report</c>: evaluated runs as pages that open without a network, with model cards and all numbers.</summary>
internal static class ReportVerb
{
    // Of pictures in files; those of CIFAR-100 have it anyway.
    private const int Side = 32;

    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN") { Description = "Run folders in which 'cifar evaluate' has been; several are compared.", Arity = ArgumentArity.OneOrMore };
        var folder = new Option<string>("--out") { Description = "Folder for report.html, model-card.md and results.json.", HelpName = "DIR", Required = true };
        var data = DataOption.Create();
        data.Required = false;
        data.Description = $"The data that were evaluated, to show pictures of mistakes: {data.Description}";
        var pictures = new Option<bool>("--pictures") { Description = $"Also write every drawing as SVG and PNG, into {ReportPictures.Folder}/." };
        var use = new Option<string?>("--intended-use") { Description = "What the model is meant for, for the model card.", HelpName = "TEXT" };
        var licence = new Option<string?>("--licence") { Description = "Under which licence the model may be used, for the model card.", HelpName = "TEXT" };
        var command = new Command("report", "Writes reports: one page for each run, and one that compares them.") { folders, folder, data, pictures, use, licence };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(folders),
            parsed.GetRequiredValue(folder),
            parsed.GetValue(data),
            parsed.GetValue(pictures),
            new ModelCardOptions { IntendedUse = parsed.GetValue(use), Licence = parsed.GetValue(licence) },
            Root.ScreenOf(parsed),
            cancellationToken)));
        return command;
    }

    private static int Run(string[] folders, string folder, DataSource? data, bool drawn, ModelCardOptions card, Screen screen, CancellationToken cancellationToken)
    {
        string[] names = RunNames.Of(folders);
        RunFolder.Open(folder);
        var runs = folders.Zip(names, Read).ToArray();
        if (data is not null)
        {
            runs = AddPictures(runs, data, screen, cancellationToken);
        }

        var comparison = runs.Length == 1 ? null : new MLContext().Comparison.Compare([.. runs.Select(run => new EvaluatedRun(run.Evaluation, run.Evaluation.Report.Images))]);
        var files = comparison is null ? ReportFolder.Write(folder, runs[0], card) : ReportFolder.Write(folder, comparison, runs, card);
        if (drawn)
        {
            files = [.. files, .. Draw(folder, files, comparison, runs)];
        }

        if (screen.Json)
        {
            screen.WriteJson(new ReportResult(files), ReportJson.Default.ReportResult);
        }

        foreach (string file in files)
        {
            screen.WriteLine(file);
        }

        return ExitCode.Done;
    }

    // Beside each page: that of the comparison comes first, those of its runs follow in order.
    private static IEnumerable<string> Draw(string folder, IReadOnlyList<string> files, ComparisonReport? comparison, RunDetails[] runs)
    {
        string[] pages = [.. files.Where(file => Path.GetFileName(file) == ReportFolder.PageFile).Select(file => Path.Combine(Path.GetDirectoryName(file)!, ReportPictures.Folder))];
        return
        [
            .. comparison is null ? [] : ReportPictures.Save(Path.Combine(folder, ReportPictures.Folder), ReportPictures.Of(comparison)),
            .. runs.Zip(pages[^runs.Length..]).SelectMany(pair => ReportPictures.Save(pair.Second, ReportPictures.Of(pair.First))),
        ];
    }

    private static RunDetails Read(string folder, string name)
    {
        var run = RunDetails.Read(folder);
        return run with { Evaluation = run.Evaluation with { Name = name } };
    }

    private static RunDetails[] AddPictures(RunDetails[] runs, DataSource data, Screen screen, CancellationToken cancellationToken)
    {
        var set = runs[0].Evaluation.TestSet;
        var images = ImageSets.Load(data, set.Split == ModelSplit.Test ? Cifar100Split.Test : Cifar100Split.Train, (Side, Side), screen, cancellationToken);
        return images.Count == set.Count
            ? Array.ConvertAll(runs, run => run with { Pictures = images })
            : throw new UsageException($"--data {data} has {images.Count:N0} images; {set.Count:N0} were evaluated. Give the data that were evaluated, or leave --data out.");
    }
}

/// <summary>The files of a report.</summary>
internal sealed record ReportResult(IReadOnlyList<string> Files);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportResult))]
internal sealed partial class ReportJson : JsonSerializerContext;
