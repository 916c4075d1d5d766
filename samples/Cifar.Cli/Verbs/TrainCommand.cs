using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Ranks;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.DataParallel;
using Cifar.Models.Training.Observers;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Cli.Verbs;

/// <summary>One training as the user asked for it: images, pipeline, fit, files.</summary>
/// <param name="Plan">What is trained, and how.</param>
/// <param name="Folder">Where the files go; null: named after network and data.</param>
/// <param name="Resume">Whether to go on from the checkpoint in the folder.</param>
internal sealed record TrainCommand(RunPlan Plan, string? Folder, bool Resume)
{
    private const int FolderSize = 32;
    private const string MlflowExperiment = "cifar";

    public static IReadOnlyDictionary<string, PixelNormalization> Normalizations { get; } = new Dictionary<string, PixelNormalization>
    {
        ["minus-one-to-one"] = PixelNormalization.MinusOneToOne,
        ["zero-to-one"] = PixelNormalization.ZeroToOne,
        ["cifar100"] = PixelNormalization.Cifar100,
    };

    /// <summary>Goes on with the training that a folder holds.</summary>
    public static TrainCommand Resumed(string folder)
    {
        string run = Path.Combine(folder, RunFolder.RunFile);
        if (!File.Exists(run) || !Directory.Exists(Path.Combine(folder, RunFolder.CheckpointsFolder)))
        {
            throw new FileNotFoundException($"--resume {folder}: there is no checkpoint in this folder.\nGive the folder of a training that was cut short after its first checkpoint, or start one with --out.");
        }

        return new(RunJson.ReadPlan(run), folder, Resume: true);
    }

    /// <summary>The processes that train together; null for this one alone.</summary>
    public ITrainingGroup? Group { get; init; }

    /// <summary>Whether a run that the folder holds is to be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Trains along with rank 0, which writes all files.</summary>
    public int RunAlong(Screen screen, CancellationToken cancellationToken)
    {
        FindNetwork();
        var options = CheckedOptions() with { ResumeFromCheckpoint = Resume };
        var images = Images(DataSource.Parse(Plan.Data), BadImages.Of(Plan.OnBadImage), screen, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var ml = new MLContext(options.Seed);
        using var chain = Pipeline(ml, images, options with { CancellationToken = cancellationToken }).Fit(ml.Data.LoadLabeledImages(images));
        return chain.LastTransformer.Description.Training is { Interrupted: true } ? ExitCode.Interrupted : ExitCode.Done;
    }

    public int Run(Screen screen, CancellationToken cancellationToken)
    {
        var started = DateTimeOffset.UtcNow;
        var entry = FindNetwork();
        var source = DataSource.Parse(Plan.Data);
        var options = CheckedOptions();
        using var folder = RunFolder.Claim(Folder ?? RunNames.Default(entry.Name, source), mayReplace: Resume || Overwrite);
        options = options with { CheckpointFolder = folder.Checkpoints, ResumeFromCheckpoint = Resume };

        var bad = BadImages.Of(Plan.OnBadImage);
        var images = Images(source, bad, screen, cancellationToken);
        screen.Note($"{(Resume ? "resuming" : "training")} {entry.Name} on {images.Count:N0} images of {images.Classes.Fine.Count} classes{(Group is null ? "" : $" with {Group.Size} processes")}: {source.Description}");
        cancellationToken.ThrowIfCancellationRequested();

        var record = Planned(entry, source, options, images, folder, started);
        record = bad.Found.Count == 0 ? record : record with { Data = record.Data with { SkippedImages = bad.Found } };
        if (Overwrite)
        {
            folder.Clear();
        }

        Save(folder, record);
        try
        {
            var ml = new MLContext(options.Seed);
            var data = ml.Data.LoadLabeledImages(images);
            using var observers = new RunObservers(folder, Plan.Mlflow, MlflowExperiment);
            using var chain = TrainingDisplay.Show(screen, progress =>
                Pipeline(ml, images, options with { Progress = progress, Observers = observers.All, CancellationToken = cancellationToken }).Fit(data));
            var model = chain.LastTransformer;
            record = Finished(record, model, observers.Parameters) with { Ranks = RunRanks.Of(Group) };
            if (record.History.Count == 0)
            {
                // The weights are still random; a model of them would pass for a trained one.
                Save(folder, record);
                screen.Note($"cifar: interrupted before the first epoch was complete; no model was written, --resume goes on from the checkpoint in {folder.Checkpoints}");
                return ExitCode.Interrupted;
            }

            RunFolder.Write(folder.Model, path => ml.Model.Save(chain, data.Schema, path));
            model.SaveOnnx(folder.Onnx);
            DrawCurves(model.History!, folder);
            Save(folder, record);
        }
        catch (Exception failure)
        {
            (failure as TrainingDivergedException)?.Best?.Dispose();
            SaveFailure(folder, record with { State = failure is OperationCanceledException ? RunState.Interrupted : RunState.Failed, Error = failure.Message, Finished = DateTimeOffset.UtcNow }, failure);
            throw;
        }

        Print(screen, source, record);
        return record.State == RunState.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private LabeledImages Images(DataSource source, BadImages bad, Screen screen, CancellationToken cancellationToken)
    {
        int side = Plan.Size ?? FolderSize;
        return ImageSets.Limit(ImageSets.Load(source, Cifar100Split.Train, (side, side), screen, cancellationToken, bad), Plan.Limit);
    }

    private EstimatorChain<ImageClassificationTransformer> Pipeline(MLContext ml, LabeledImages images, TorchTrainerOptions options)
    {
        IEstimator<ITransformer> pictures = ml.Transforms.ResizeImages(ColumnNames.Image, Plan.Size ?? images.Width, Plan.Size ?? images.Height);
        if (Plan.Sharpen)
        {
            pictures = pictures.Append(ml.Transforms.UnsharpMask(ColumnNames.Image));
        }

        return pictures
            .Append(ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, Normalizations[Plan.Normalize]))
            .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(options));
    }

    // Everything that can be wrong with the options is said before any image is read.
    private TorchTrainerOptions CheckedOptions()
    {
        var options = new TorchTrainerOptions { Calibrate = Plan.Calibrate, Group = Group };
        foreach (string assignment in Plan.Settings.Prepend($"{nameof(TorchTrainerOptions.Network)}={Plan.Net}"))
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

        return options.Threads == 0 ? options with { Threads = LocalRanks.Threads } : options;
    }

    private NetworkEntry FindNetwork()
    {
        try
        {
            return NetworkCatalog.Find(Plan.Net);
        }
        catch (ArgumentException unknown)
        {
            throw new UsageException($"--net: {unknown.Message}");
        }
    }

    private static void DrawCurves(TrainingHistory history, RunFolder folder)
    {
        var curves = TrainingCurves.Draw(history, folder.Name);
        curves.SaveSvg(folder.Curves + ".svg");
        curves.SavePng(folder.Curves + ".png");
    }

    private static void Save(RunFolder folder, RunRecord record) => RunFolder.Write(folder.Run, path => File.WriteAllText(path, RunJson.Write(record)));

    private static void SaveFailure(RunFolder folder, RunRecord record, Exception failure)
    {
        try
        {
            Save(folder, record);
        }
        catch (Exception consequence) when (failure is IOException && consequence is IOException or UnauthorizedAccessException)
        {
            // A full disk takes the record no more than what came before; the user is told of that, and the one written at the start stays.
            failure.Data[nameof(SaveFailure)] = consequence.Message;
        }
    }

    private RunRecord Planned(NetworkEntry entry, DataSource source, TorchTrainerOptions options, LabeledImages images, RunFolder folder, DateTimeOffset started)
    {
        int height = Plan.Size ?? images.Height, width = Plan.Size ?? images.Width;
        return new RunRecord(
            RunState.Running,
            null,
            Plan,
            entry.Name,
            0,
            new RunData(source.ToString(), source.Description, source is SyntheticSource, TestSet.Hash(images), images.Count, Plan.Limit, images.Classes.Fine.Count, width, height),
            TrainerSettings.ToJson(options),
            options.Resolve(entry.Recipe),
            new Preprocessing(Plan.Sharpen ? SharpeningKernel.Default : null, Normalizations[Plan.Normalize]),
            null,
            null,
            0,
            0,
            [],
            [],
            started,
            null,
            Versions.Current,
            Machine.Current,
            folder.Model,
            folder.Onnx);
    }

    private static RunRecord Finished(RunRecord record, ImageClassificationTransformer model, long parameters)
    {
        var history = model.History!;
        return record with
        {
            State = model.Description.Training is { Interrupted: true } ? RunState.Interrupted : RunState.Finished,
            Parameters = parameters,
            Preprocessing = model.Description.Preprocessing,
            Training = model.Description.Training,
            Calibration = model.Calibration,
            Seconds = history.Seconds,
            ImagesPerSecond = history.ImagesPerSecond,
            History = history.Epochs,
            Notes = history.Notes,
            Finished = DateTimeOffset.UtcNow,
        };
    }

    private static void Print(Screen screen, DataSource source, RunRecord record)
    {
        var training = record.Training;
        if (screen.Json)
        {
            var validation = new ValidationResult(training?.ValidationImages ?? 0, training?.ValidationAccuracy, training?.ValidationLoss);
            screen.WriteJson(
                new TrainResult(
                    record.Net, record.Data.Name, record.Parameters, training?.Epochs ?? 0, training?.BestEpoch ?? 0, training?.Interrupted ?? false,
                    record.Seconds, record.ImagesPerSecond, validation, record.Calibration, record.Model, record.Onnx),
                JsonResults.Readable.TrainResult);
        }

        foreach (string note in record.Notes)
        {
            screen.Note($"note: {note}");
        }

        screen.Write(FactsTable.Create($"{record.Net}, {(record.State == RunState.Interrupted ? "interrupted" : "trained")}",
        [
            ("data", source.Description),
            ("left out", record.Data.SkippedImages is { } skipped ? $"{skipped.Count:N0} pictures that cannot be read, listed above and in {RunFolder.RunFile}" : null),
            ("parameters", $"{record.Parameters:N0}"),
            ("epochs", training is null ? null : $"{training.Epochs} (best: {training.BestEpoch})"),
            ("validation accuracy", training?.ValidationAccuracy is { } accuracy ? $"{100 * accuracy:F2} % of {training.ValidationImages:N0} images held out from training" : null),
            .. record.Calibration is { } fit ? CalibrationFacts.Of(fit, fit.Factor) : [],
            ("time", $"{Durations.Text(TimeSpan.FromSeconds(record.Seconds))} ({record.ImagesPerSecond:N0} images/s)"),
            ("model", record.Model),
            ("ONNX", record.Onnx),
        ]));
    }
}
