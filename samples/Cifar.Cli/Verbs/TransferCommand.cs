using System.Diagnostics;
using System.Text.Json;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Transfer;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary>One transfer as the user asked for it: images, pipeline, fit, files.</summary>
internal sealed record TransferCommand(Backbone Backbone, OnnxTransferOptions Options, DataSource Source, int? Limit, string? Folder, BadImages Bad)
{
    /// <summary>Whether a run that the folder holds is to be replaced.</summary>
    public bool Overwrite { get; init; }

    public int Run(Screen screen, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var folder = RunFolder.Claim(Folder ?? RunNames.Default(Backbone.Name, Source), mayReplace: Overwrite);
        var images = ImageSets.Limit(ImageSets.Load(Source, Cifar100Split.Train, (Options.ImageSize, Options.ImageSize), screen, cancellationToken, Bad), Limit);
        screen.Note($"adapting {Backbone.Name} to {images.Count:N0} images of {images.Classes.Fine.Count} classes: {Source.Description}");

        cancellationToken.ThrowIfCancellationRequested();
        if (Overwrite)
        {
            folder.Clear();
        }

        var ml = new MLContext(Options.Seed);
        var data = ml.Data.LoadLabeledImages(images);
        var (trainer, chain) = TransferDisplay.Show(screen, progress =>
        {
            var trainer = ml.MulticlassClassification.Trainers.OnnxTransfer(Options with { Progress = progress, CancellationToken = cancellationToken });
            var pipeline = ml.Transforms.ResizeImages(ColumnNames.Image, images.Width, images.Height)
                .Append(ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, trainer.Backbone.Normalization))
                .Append(trainer);
            return (trainer, pipeline.Fit(data));
        });
        using (chain)
        {
            // Means and neighbours need no passes; other heads have learnt nothing without one, and a model of them would pass for an adapted one.
            if (trainer.Result!.Description.Training is { Interrupted: true, Epochs: 0 } && Options.Head is TransferHead.Softmax or TransferHead.Dense)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            RunFolder.Write(folder.Model, path => ml.Model.Save(chain, data.Schema, path));
            chain.LastTransformer.SaveOnnx(folder.Onnx);
        }

        var report = Report(trainer.Result!, images, folder, Stopwatch.GetElapsedTime(started).TotalSeconds);
        RunFolder.Write(folder.Run, path => File.WriteAllText(path, JsonSerializer.Serialize(report, TransferJson.Readable.TransferReport) + "\n"));
        Print(screen, report);
        return report.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private TransferReport Report(TransferResult result, LabeledImages images, RunFolder folder, double seconds)
    {
        var training = result.Description.Training!;
        return new TransferReport(
            result.Description.Network,
            Backbone.Name,
            Backbone.Path,
            EvaluationFolder.HashOf(Backbone.Path),
            Source.ToString(),
            images.Count,
            result.Parameters,
            Options with { Progress = null, CancellationToken = default },
            result.HeadSetting,
            result.FeatureSeconds,
            result.ComputedImages,
            result.HeadSeconds,
            result.FineTuneSeconds,
            result.FineTuning.Count,
            result.FineTuning,
            seconds,
            result.ComputedImages > 0 ? result.ComputedImages / result.FeatureSeconds : null,
            result.FrozenAccuracy,
            new ValidationResult(training.ValidationImages, training.ValidationAccuracy, training.ValidationLoss),
            training.Interrupted,
            folder.Model,
            folder.Onnx,
            Bad.Found);
    }

    private void Print(Screen screen, TransferReport report)
    {
        if (screen.Json)
        {
            screen.WriteJson(report, TransferJson.Readable.TransferReport);
        }

        string Share(double? accuracy) => $"{100 * accuracy:F2} % of {InfoVerb.HeldOut(report.Validation.Count)}";
        screen.Write(FactsTable.Create($"{report.Backbone}, {(report.Interrupted ? "interrupted" : "adapted")}",
        [
            ("data", Source.Description),
            ("left out", Bad.Found.Count > 0 ? $"{Bad.Found.Count:N0} pictures that cannot be read, listed above and in {RunFolder.RunFile}" : null),
            ("head", $"{Options.Head}: {report.HeadSetting}"),
            ("frozen backbone", report.FrozenAccuracy is { } frozen ? Share(frozen) : null),
            ("fine-tuned", report.Epochs > 0 && report.Validation.MicroAccuracy is { } tuned ? Share(tuned) : null),
            ("features", $"{Durations.Text(TimeSpan.FromSeconds(report.FeatureSeconds))}{(report.ComputedImages == 0 ? " (from the cache)" : $" ({report.ImagesPerSecond:F0} images/s)")}"),
            ("time", Durations.Text(TimeSpan.FromSeconds(report.Seconds))),
            ("model", report.Model),
            ("ONNX", report.Onnx),
        ]));
    }
}
