using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Cli.Verbs;

/// <summary>One training as the user asked for it: images, pipeline, fit, files.</summary>
/// <param name="Net">Name of the network.</param>
/// <param name="Source">The images.</param>
/// <param name="Limit">How many of them at most.</param>
/// <param name="Size">Width and height of the network's input; null: as the images come.</param>
/// <param name="Sharpen">Whether an unsharp mask comes first.</param>
/// <param name="Normalization">A key of <see cref="Normalizations"/>.</param>
/// <param name="Folder">Where the files go; null: named after network and data.</param>
/// <param name="Assignments">Further options of the trainer, <c>key=value</c>.</param>
internal sealed record TrainCommand(
    string Net, DataSource Source, int? Limit, int? Size, bool Sharpen, string Normalization, string? Folder, IReadOnlyList<string> Assignments)
{
    private const int FolderSize = 32;

    public static IReadOnlyDictionary<string, PixelNormalization> Normalizations { get; } = new Dictionary<string, PixelNormalization>
    {
        ["minus-one-to-one"] = PixelNormalization.MinusOneToOne,
        ["zero-to-one"] = PixelNormalization.ZeroToOne,
        ["cifar100"] = PixelNormalization.Cifar100,
    };

    public int Run(Screen screen, CancellationToken cancellationToken)
    {
        var started = DateTimeOffset.UtcNow;
        var entry = FindNetwork();
        var options = CheckedOptions();
        var folder = RunFolder.Open(Folder ?? Path.Combine("runs", $"{entry.Name}-{NameOf(Source)}"));

        var images = ImageSets.Limit(ImageSets.Load(Source, Cifar100Split.Train, (Size ?? FolderSize, Size ?? FolderSize), screen, cancellationToken), Limit);
        screen.Note($"training {entry.Name} on {images.Count:N0} images of {images.Classes.Fine.Count} classes: {Source.Description}");
        cancellationToken.ThrowIfCancellationRequested();

        var ml = new MLContext(options.Seed);
        var data = ml.Data.LoadLabeledImages(images);
        using var chain = TrainingDisplay.Show(screen, progress =>
            Pipeline(ml, images, options with { Progress = progress, CancellationToken = cancellationToken }).Fit(data));
        var model = chain.LastTransformer;
        var history = model.History!;

        RunFolder.Write(folder.Model, path => ml.Model.Save(chain, data.Schema, path));
        model.SaveOnnx(folder.Onnx);
        RunFolder.Write(folder.History, path => File.WriteAllText(path, HistoryCsv.Write(history)));
        var record = Record(entry, options, images, model, folder, started);
        RunFolder.Write(folder.Run, path => File.WriteAllText(path, RunJson.Write(record)));

        Print(screen, record);
        return record.Training is { Interrupted: true } ? ExitCode.Interrupted : ExitCode.Done;
    }

    private EstimatorChain<ImageClassificationTransformer> Pipeline(MLContext ml, LabeledImages images, TorchTrainerOptions options)
    {
        IEstimator<ITransformer> pictures = ml.Transforms.ResizeImages(ColumnNames.Image, Size ?? images.Width, Size ?? images.Height);
        if (Sharpen)
        {
            pictures = pictures.Append(ml.Transforms.UnsharpMask(ColumnNames.Image));
        }

        return pictures
            .Append(ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, Normalizations[Normalization]))
            .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(options));
    }

    // Everything that can be wrong with the options is said before any image is read.
    private TorchTrainerOptions CheckedOptions()
    {
        var options = new TorchTrainerOptions();
        foreach (string assignment in Assignments.Prepend($"{nameof(TorchTrainerOptions.Network)}={Net}"))
        {
            TrainerSettings.Set(options, assignment);
        }

        try
        {
            options.Validate();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        return options;
    }

    private NetworkEntry FindNetwork()
    {
        try
        {
            return NetworkCatalog.Find(Net);
        }
        catch (ArgumentException unknown)
        {
            throw new UsageException($"--net: {unknown.Message}");
        }
    }

    private RunRecord Record(
        NetworkEntry entry, TorchTrainerOptions options, LabeledImages images, ImageClassificationTransformer model, RunFolder folder, DateTimeOffset started)
    {
        var history = model.History!;
        var description = model.Description;
        return new RunRecord(
            entry.Name,
            entry.CountParameters(images.Classes.Fine.Count, description.Height, description.Width),
            new RunData(Source.ToString(), Source.Description, Source is SyntheticSource, images.Count, Limit, images.Classes.Fine.Count, images.Width, images.Height),
            TrainerSettings.ToJson(options),
            options.Resolve(entry.Recipe),
            description.Preprocessing,
            description.Training,
            history.Seconds,
            history.ImagesPerSecond,
            history.Epochs,
            history.Notes,
            started,
            DateTimeOffset.UtcNow,
            Versions.Current,
            Machine.Current,
            folder.Model,
            folder.Onnx);
    }

    private void Print(Screen screen, RunRecord record)
    {
        var training = record.Training;
        if (screen.Json)
        {
            var validation = new ValidationResult(training?.ValidationImages ?? 0, training?.ValidationAccuracy, training?.ValidationLoss);
            screen.WriteJson(
                new TrainResult(
                    record.Net, record.Data.Name, record.Parameters, training?.Epochs ?? 0, training?.BestEpoch ?? 0, training?.Interrupted ?? false,
                    record.Seconds, record.ImagesPerSecond, validation, record.Model, record.Onnx),
                JsonResults.Readable.TrainResult);
        }

        foreach (string note in record.Notes)
        {
            screen.Note($"note: {note}");
        }

        screen.Write(FactsTable.Create($"{record.Net}, {(training is { Interrupted: true } ? "interrupted" : "trained")}",
        [
            ("data", Source.Description),
            ("parameters", $"{record.Parameters:N0}"),
            ("epochs", training is null ? null : $"{training.Epochs} (best: {training.BestEpoch})"),
            ("validation accuracy", training?.ValidationAccuracy is { } accuracy ? $"{100 * accuracy:F2} % of {training.ValidationImages:N0} images held out from training" : null),
            ("time", $"{Durations.Text(TimeSpan.FromSeconds(record.Seconds))} ({record.ImagesPerSecond:N0} images/s)"),
            ("model", record.Model),
            ("ONNX", record.Onnx),
        ]));
    }

    private static string NameOf(DataSource source) => source switch
    {
        FolderSource folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))),
        BinarySource binary => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(binary.Path))),
        SyntheticSource => "synthetic",
        _ => source.ToString(),
    };
}
