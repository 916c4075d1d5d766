using System.CommandLine;
using System.Diagnostics;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar evaluate</c>: how good a model is on labelled images.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var model = ModelOption.Create();
        var data = DataOption.Create();
        var split = DataOption.Split();
        var command = new Command("evaluate", "Measures how well a model classifies labelled images.") { model, data, split };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetRequiredValue(split), Root.ScreenOf(parsed), cancellationToken)));
        return command;
    }

    private static int Run(string file, DataSource source, string split, Screen screen, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        using var model = ModelOption.Load(ml, file);
        var (labels, size) = (model.Description.Labels, (model.Description.Width, model.Description.Height));
        var images = ImageSets.Load(source, DataOption.SplitOf(split), size, screen, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        screen.Note($"evaluating on {images.Count:N0} {split} images: {source.Description}");
        long start = Stopwatch.GetTimestamp();
        var report = ml.MulticlassClassification.EvaluateImages(model.Transformer.Transform(ml.Data.LoadLabeledImages(images)), labels);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        if (screen.Json)
        {
            screen.WriteJson(
                new EvaluateResult(
                    file, source.ToString(), split, report.Count, report.MicroAccuracy, report.MacroAccuracy, report.Top5Accuracy, report.LogLoss,
                    report.MacroPrecision, report.MacroRecall, report.MacroF1, report.CoarseAccuracy, report.ExpectedCalibrationError, seconds),
                JsonResults.Readable.EvaluateResult);
        }

        screen.Write(FactsTable.Create($"{file} on {split} images",
        [
            ("data", source.Description),
            ("images", $"{report.Count:N0}"),
            ("accuracy", Percent(report.MicroAccuracy)),
            ("mean accuracy of the classes", Percent(report.MacroAccuracy)),
            ("true class among the first five", Percent(report.Top5Accuracy)),
            ("superclass accuracy", report.CoarseAccuracy is { } coarse ? Percent(coarse) : null),
            ("mean precision, recall, F1", $"{report.MacroPrecision:F4}, {report.MacroRecall:F4}, {report.MacroF1:F4}"),
            ("log-loss", $"{report.LogLoss:F4} nats"),
            ("expected calibration error", $"{report.ExpectedCalibrationError:F4}"),
            ("time", $"{seconds:F1} s ({report.Count / seconds:N0} images/s)"),
        ]));
        return ExitCode.Done;
    }

    private static string Percent(double share) => $"{100 * share:F2} %";
}
