using System.Globalization;
using System.Text.Json;
using Cifar.Cli.Output;
using Cifar.Pipelines.Serving;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary>The forms in which predictions are printed. Lines are written as answers come; a table or one JSON value is written at the end.</summary>
internal static class PredictionWriter
{
    /// <param name="format">csv, jsonl, json or table.</param>
    /// <param name="screen">For the last two.</param>
    /// <param name="heading">Whether comma-separated values begin with the names of the columns.</param>
    public static Func<IAsyncEnumerable<FileClassification>, TextWriter, Task> For(string format, Screen screen, bool heading = true) => format switch
    {
        "csv" => (answers, text) => WriteCsv(answers, text, heading),
        "jsonl" => WriteJsonLines,
        "json" => async (answers, _) => screen.WriteJson(await Collect(answers), JsonResults.Readable.IReadOnlyListPictureResult),
        _ => async (answers, _) => WriteTable(await Collect(answers), screen),
    };

    private static async Task WriteCsv(IAsyncEnumerable<FileClassification> answers, TextWriter text, bool heading)
    {
        await text.WriteAsync(heading ? "image,rank,label,superclass,probability\n" : "");
        await foreach (var (path, result, _) in answers)
        {
            foreach (var (rank, guess) in (result?.Predictions ?? []).Index())
            {
                await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Quote(path)},{rank + 1},{Quote(guess.Label)},{Quote(guess.Superclass ?? "")},{guess.Probability}\n"));
            }
        }
    }

    private static async Task WriteJsonLines(IAsyncEnumerable<FileClassification> answers, TextWriter text)
    {
        await foreach (var answer in answers)
        {
            if (answer.Result is not null)
            {
                await text.WriteAsync(JsonSerializer.Serialize(Describe(answer), JsonResults.Readable.PictureResult) + "\n");
            }
        }
    }

    private static async Task<IReadOnlyList<PictureResult>> Collect(IAsyncEnumerable<FileClassification> answers)
    {
        var results = new List<PictureResult>();
        await foreach (var answer in answers)
        {
            if (answer.Result is not null)
            {
                results.Add(Describe(answer));
            }
        }

        return results;
    }

    private static PictureResult Describe(FileClassification answer) =>
        new(answer.Path, [.. answer.Result!.Predictions.Select(guess => new PredictionResult(guess.Label, guess.Probability))]) { Sure = answer.Result.Sure };

    private static void WriteTable(IReadOnlyList<PictureResult> results, Screen screen)
    {
        if (results.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("image").AddColumn("class").AddColumn("probability", column => column.RightAligned());
        foreach (var result in results)
        {
            foreach (var (rank, guess) in result.Predictions.Index())
            {
                if (rank == 0 && result.Sure == false)
                {
                    table.AddRow(new Text(Screen.Plain(result.Image)), new Text("not sure; best guesses:"), new Text(""));
                }

                table.AddRow(new Text(rank == 0 && result.Sure != false ? Screen.Plain(result.Image) : ""), new Text(Screen.Plain(guess.Label)), new Text($"{100 * guess.Probability:F1} %"));
            }
        }

        screen.Write(table);
    }

    // RFC 4180.
    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
