using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Verbs;

/// <summary>The part of the data that a model is to be judged on; of the training images, the ones it did not learn from as well.</summary>
/// <param name="Images">The images.</param>
/// <param name="Files">Their files; null where they do not come from files.</param>
/// <param name="TestSet">Which images they are.</param>
internal sealed record ModelSplit(LabeledImages Images, IReadOnlyList<string>? Files, TestSet TestSet)
{
    public const string Test = "test";
    public const string Validation = "validation";
    private const string Train = "train";

    public static Option<string> Option(string @default) => Choice.Option(
        "--split", "Which part of the data; validation is what training held out to choose the weights", @default, Test, Validation, Train);

    public static ModelSplit Load(DataSource source, string split, ModelDescription model, RunConfiguration? run, BadImages bad, Screen screen, CancellationToken cancellationToken)
    {
        var part = split == Test ? Cifar100Split.Test : Cifar100Split.Train;
        var images = ImageSets.Load(source, part, (model.Width, model.Height), screen, cancellationToken, bad);
        string? root = null;
        IReadOnlyList<ImageFile>? files = null;
        if (source is FolderSource folder)
        {
            var opened = ImageFolder.Open(folder.Path);
            root = opened.Root;
            files = [.. FolderImages.FilesOf(opened, part).ExceptBy(bad.Found.Select(one => one.Path), file => file.Path)];
            if (split == Test && opened.Test is null && LearntFrom(run) is { } learnt && learnt != IdentityOf(TrainingPart(folder, model, cancellationToken), learnt.Count))
            {
                screen.Note("note: these are not the images of the training; some of the test images may have been learnt from");
            }
        }

        if (split == Train)
        {
            CheckLearntFrom(images, run);
        }
        else if (split == Validation)
        {
            int[] held = HeldOut(images, model, run);
            images = images.Select(held);
            files = files is null ? null : [.. held.Select(i => files[i])];
        }

        // Pictures in files are the same pictures at whatever size a model takes them.
        string hash = files is null ? TestSet.Hash(images) : TestSet.Hash(files, root!);
        string name = source is SyntheticSource ? "synthetic" : source.ToString();
        return new ModelSplit(images, files is null ? null : [.. files.Select(file => file.Path)], new TestSet(name, split, source is SyntheticSource, images.Count, hash));
    }

    // The same division as in training, which depends on nothing but labels, share and seed.
    public static int[] HeldOut(LabeledImages images, ModelDescription model, RunConfiguration? run)
    {
        if (model.Training is not { ValidationImages: > 0 } training)
        {
            throw new InvalidDataException(model.Training is { ValidationAccuracy: not null }
                ? "The model has in the end learnt from the images held out to choose by, so there is no validation part.\nUse images that it was not trained on, with --split test and other data, or adapt it with --head dense or --mode finetune, which keep them apart."
                : "The model does not say that any images were held out from its training, so there is no validation part.\nUse images that it was not trained on, with --split test and other data.");
        }

        int used = training.TrainingImages + training.ValidationImages;
        if (used > images.Count)
        {
            throw new InvalidDataException($"The model was trained on {used:N0} images; these data have {images.Count:N0}.\nGive the data that it was trained on.");
        }

        CheckLearntFrom(images, run);
        var limited = ImageSets.LimitedTo(images, used);
        double share = run?.ValidationFraction ?? ((double)training.ValidationImages / used);
        var (_, held) = StratifiedSplit.Split([.. limited.Select(i => images.Labels[i])], share, training.Seed);
        return held.Length == training.ValidationImages
            ? Array.ConvertAll(held, i => limited[i])
            : throw new InvalidDataException(
                $"Of these data {held.Length:N0} images would be held out, of those the model was trained on {training.ValidationImages:N0} were.\nGive the data that it was trained on.");
    }

    // Where pictures were added, removed or changed since the training, equal numbers do not mean equal images.
    private static void CheckLearntFrom(LabeledImages images, RunConfiguration? run)
    {
        if (LearntFrom(run) is { } learnt && learnt != IdentityOf(images, learnt.Count))
        {
            throw new InvalidDataException(
                $"These are not the images that the model was trained on: their hash is not that in {Path.Combine(run!.Folder, RunFolder.RunFile)}.\nGive the data as they were at the training, or other data with --split test.");
        }
    }

    private static (string Sha256, int Count)? LearntFrom(RunConfiguration? run) => run is null ? null : RunJson.ReadImages(Path.Combine(run.Folder, RunFolder.RunFile));

    // As the training counted and hashed them, after --limit.
    private static (string Sha256, int Count) IdentityOf(LabeledImages images, int limit)
    {
        var limited = ImageSets.Limit(images, limit);
        return (TestSet.Hash(limited), limited.Count);
    }

    // What the division of a folder without test/ gives to training. Pictures of it that cannot be read are of no concern to a test.
    private static LabeledImages TrainingPart(FolderSource folder, ModelDescription model, CancellationToken cancellationToken) =>
        ImageSets.Load(folder, Cifar100Split.Train, (model.Width, model.Height), new Screen(TextWriter.Null, TextWriter.Null, json: true), cancellationToken, new BadImages(skips: true));
}
