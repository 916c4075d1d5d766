using System.CommandLine;
using System.Diagnostics;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Data;
using Cifar.Pipelines.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar predict</c>: what is on pictures.</summary>
internal static class PredictVerb
{
    private const int LargestPicture = 256 << 20;

    // Of many pictures, a log shows now and then how far it is.
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var model = ModelOption.Create();
        var pictures = new Argument<string[]>("IMAGE") { Description = "PNG, JPEG, WebP, BMP or GIF files, folders of them (with everything below), or patterns like 'photos/**/*.jpg'.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "How many classes to name for each picture.", HelpName = "K", DefaultValueFactory = _ => 5 };
        var format = Choice.Option("--format", "How to print the result: a table, comma-separated values (a line for each class), or a JSON object on each line", "table", "table", "csv", "jsonl");
        var file = new Option<string?>("--out") { Description = "Write the result to FILE instead; .csv or .jsonl says how.", HelpName = "FILE" };
        top.Validators.Add(Limits.AtLeastOne);
        var shard = Shard.Option();
        var command = new Command("predict", "Names the most probable classes of pictures.") { model, pictures, top, format, file, shard };
        command.Validators.Add(result =>
        {
            if (result.GetResult(shard) is { Implicit: false } && result.GetValue(file) is null && (result.GetValue(format) ?? "table") == "table")
            {
                result.AddError("--shard is for outputs that can be put together: add --out FILE, or --format csv or jsonl.");
            }
        });
        command.SetAction((parsed, cancellationToken) => Run(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(pictures), parsed.GetValue(shard), parsed.GetValue(top), parsed.GetRequiredValue(format), parsed.GetValue(file), parsed.InvocationConfiguration.Output,
            Root.ScreenOf(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> Run(
        string modelFile, string[] named, Shard? shard, int top, string format, string? file, TextWriter output, Screen screen, CancellationToken cancellationToken)
    {
        var write = PredictionWriter.For(screen.Json ? "json" : file is null ? format : FormatOf(file), screen, heading: shard is null or { IsFirst: true });
        string[] found = [.. PictureFiles.Find(named)];
        string[] mine = shard is { } part ? found[part.RangeOf(found.Length)] : found;
        modelFile = ModelOption.FileOf(modelFile, screen);
        ModelOption.CheckFile(modelFile);
        await using var services = new ServiceCollection().AddCifarClassifier(options =>
        {
            options.ModelPath = modelFile;
            options.ReloadOnChange = false;
            options.MaximumBytes = LargestPicture;
        }).BuildServiceProvider();
        var classifier = services.GetRequiredService<IImageClassifier>();
        var count = new Count();
        var answers = Watch(classifier.ClassifyManyAsync(mine, top, cancellationToken), count, screen);
        if (file is null)
        {
            await write(answers, output);
        }
        else
        {
            AtomicFile.Write(file, stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true);
                write(answers, text).GetAwaiter().GetResult();
            });
            screen.WriteLine($"{count.Answered:N0} pictures classified, in {file}");
        }

        if (ModelOption.SyntheticNote(classifier.Model.Description) is { } note && format == "table" && file is null && count.Answered > 0)
        {
            screen.WriteLine($"The model was {note}.");
        }

        if (count.Skipped > 0 && count.Answered > 0)
        {
            screen.Note($"cifar: {count.Skipped:N0} of {count.Skipped + count.Answered:N0} pictures were skipped; the errors above say why");
        }

        if (count.IsInterrupted)
        {
            screen.Note($"cifar: interrupted after {count.Answered + count.Skipped:N0} of {mine.Length:N0} pictures");
            return ExitCode.Interrupted;
        }

        return count.Skipped == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Reports what cannot be read and how far the work is, and hands on the answers; an interruption ends them, so that those that are there get written.</summary>
    private static async IAsyncEnumerable<FileClassification> Watch(IAsyncEnumerable<FileClassification> answers, Count count, Screen screen)
    {
        long start = Stopwatch.GetTimestamp(), last = start;
        await using var each = answers.GetAsyncEnumerator();
        while (await MoveNext())
        {
            var answer = each.Current;
            if (answer.Error is { } error)
            {
                // The other pictures are still worth an answer; the exit code tells that one is missing.
                count.Skipped++;
                Failure.Report(PictureFiles.Explain(answer.Path, error), screen);
            }
            else
            {
                count.Answered++;
            }

            if (Stopwatch.GetElapsedTime(last) > QuietFor)
            {
                last = Stopwatch.GetTimestamp();
                int done = count.Answered + count.Skipped;
                screen.Note($"{done:N0} pictures, {done / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} a second");
            }

            yield return answer;
        }

        async Task<bool> MoveNext()
        {
            try
            {
                return await each.MoveNextAsync();
            }
            catch (OperationCanceledException) when (count.Answered > 0)
            {
                count.IsInterrupted = true;
                return false;
            }
        }
    }

    private static string FormatOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".CSV" => "csv",
        ".JSONL" or ".NDJSON" => "jsonl",
        _ => throw new UsageException($"--out is '{file}'; its name must end in .csv or .jsonl, which says how it is written."),
    };

    private sealed class Count
    {
        public int Answered { get; set; }

        public int Skipped { get; set; }

        public bool IsInterrupted { get; set; }
    }
}
