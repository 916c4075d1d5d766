using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Pipelines;
using Microsoft.ML;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar predict</c>: what is on pictures.</summary>
internal static class PredictVerb
{
    public static Command Create()
    {
        var model = ModelOption.Create();
        var pictures = new Argument<string[]>("IMAGE") { Description = "PNG, JPEG, WebP, BMP or GIF files.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top") { Description = "How many classes to name for each picture.", HelpName = "K", DefaultValueFactory = _ => 5 };
        top.Validators.Add(Limits.AtLeastOne);
        var command = new Command("predict", "Names the most probable classes of pictures.") { model, pictures, top };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(pictures), parsed.GetValue(top), Root.ScreenOf(parsed), cancellationToken)));
        return command;
    }

    private static int Run(string file, string[] pictures, int top, Screen screen, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        using var model = ModelOption.Load(ml, file);
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var results = new List<PictureResult>();
        foreach (string picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var input = PictureFile.Open(picture);
                results.Add(new PictureResult(picture, [.. engine.Predict(input).Top(top).Select(guess => new PredictionResult(guess.Label, guess.Probability))]));
            }
            catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                // The other pictures are still worth an answer; the exit code tells that one is missing.
                Failure.Report(unreadable, screen);
            }
        }

        if (screen.Json)
        {
            screen.WriteJson(results, JsonResults.Readable.IReadOnlyListPictureResult);
        }
        else if (results.Count > 0)
        {
            screen.Write(TableOf(results));
            if (ModelOption.SyntheticNote(model.Description) is { } note)
            {
                screen.WriteLine($"The model was {note}.");
            }
        }

        return results.Count == pictures.Length ? ExitCode.Done : ExitCode.Failed;
    }

    private static Table TableOf(IEnumerable<PictureResult> results)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("image").AddColumn("class").AddColumn("probability", column => column.RightAligned());
        foreach (var result in results)
        {
            for (int i = 0; i < result.Predictions.Count; i++)
            {
                var guess = result.Predictions[i];
                table.AddRow(new Text(i == 0 ? result.Image : ""), new Text(guess.Label), new Text($"{100 * guess.Probability:F1} %"));
            }
        }

        return table;
    }
}
