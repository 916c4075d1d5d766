using System.Diagnostics;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;

namespace Cifar.Cli.Verbs;

/// <summary>One evaluation as the user asked for it: images, scores, report, files.</summary>
/// <param name="File">The model.</param>
/// <param name="Source">The images.</param>
/// <param name="Split">The part of them.</param>
/// <param name="Augmentation">Test-time augmentation.</param>
/// <param name="Folder">Where the files go; null: beside the model where that is a run folder.</param>
/// <param name="JsonLines">Whether the per-image results are wanted as JSON lines too.</param>
/// <param name="Bad">What becomes of pictures of a folder that cannot be read.</param>
internal sealed record EvaluateCommand(string File, DataSource Source, string Split, string Augmentation, string? Folder, bool JsonLines, BadImages Bad)
{
    public const string NoAugmentation = "none";
    public const string Flip = "flip";
    private const string JsonLinesFile = "predictions.jsonl";

    public int Run(Screen screen, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        using var model = ModelOption.Load(ml, File);
        var run = RunConfiguration.Beside(File);
        string? folder = Folder ?? (Split == ModelSplit.Test ? run?.Folder : null);
        if (folder is not null)
        {
            RunFolder.Open(folder);
        }

        var split = ModelSplit.Load(Source, Split, model.Description, run, Bad, screen, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        screen.Note($"evaluating on {split.Images.Count:N0} {Split} images: {Source.Description}");
        long start = Stopwatch.GetTimestamp();
        var options = new ImageEvaluationOptions { Classes = model.Description.Labels, Files = split.Files };
        IDataView Score(LabeledImages images) => model.Transformer.Transform(ml.Data.LoadLabeledImages(images));
        var report = ml.MulticlassClassification.EvaluateImages(Score(split.Images), options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cancellationToken.ThrowIfCancellationRequested();
        var augmented = Augmentation == Flip
            ? ml.MulticlassClassification.EvaluateImages([Score(split.Images), Score(TestTimeAugmentation.Flip(split.Images))], options)
            : null;

        var record = new EvaluationRecord
        {
            Name = Path.GetFileName(run?.Folder) ?? Path.GetFileNameWithoutExtension(File),
            Model = File,
            ModelSha256 = EvaluationFolder.HashOf(File),
            Network = model.Description.Network,
            Seed = run?.Seed ?? model.Description.Training?.Seed,
            Pipeline = run?.Pipeline ?? RunConfiguration.PipelineOf(model.Description),
            TestSet = split.TestSet,
            Temperature = model.Description.Temperature,
            Threshold = model.Description.Threshold,
            Report = report,
            Augmented = augmented,
            Augmentation = augmented is null ? null : Augmentation,
            Costs = ModelCosts.Measure(ml, model, File, split.Images, run),
            Evaluated = DateTimeOffset.UtcNow,
        };
        IReadOnlyList<string> files = folder is null ? [] : Save(folder, record);
        EvaluationOutput.Print(screen, record, Source, seconds, files);
        return ExitCode.Done;
    }

    private List<string> Save(string folder, EvaluationRecord record)
    {
        EvaluationFolder.Write(folder, record);
        List<string> files = [Path.Combine(folder, EvaluationFolder.EvaluationFile), Path.Combine(folder, EvaluationFolder.PredictionsFile)];
        if (JsonLines)
        {
            string lines = Path.Combine(folder, JsonLinesFile);
            AtomicFile.Write(lines, record.Report.Images.WriteJsonLines);
            files.Add(lines);
        }

        return files;
    }
}
