using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Data;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar data export</c>: an image set as PNG files, a folder for each class.</summary>
internal static class DataExportVerb
{
    private const int FolderSize = 32;

    public static Command Create()
    {
        var data = DataOption.Create(new Cifar100Source());
        var folder = new Option<string>("--out") { Description = "The new folder; train/CLASS and test/CLASS are made in it.", HelpName = "DIR", Required = true };
        var limit = new Option<int?>("--limit") { Description = "At most this many images of each part, in turn from every class; at least one of each.", HelpName = "N" };
        limit.Validators.Add(result => Limits.AtLeastOne(result));
        var command = new Command("export", "Writes an image set as PNG files, a folder for each class.") { data, folder, limit };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(folder), parsed.GetValue(limit), Root.ScreenOf(parsed), cancellationToken)));
        return command;
    }

    private static int Run(DataSource source, string folder, int? limit, Screen screen, CancellationToken cancellationToken)
    {
        LabeledImages Part(Cifar100Split split) =>
            Limited(ImageSets.Load(source, split, (FolderSize, FolderSize), screen, cancellationToken), limit);

        folder = Path.GetFullPath(folder);
        using var export = PngFolder.Create(folder);
        var train = Part(Cifar100Split.Train);
        var test = Part(Cifar100Split.Test);
        CheckClasses(train, test);
        export.Write("train", train, cancellationToken);
        export.Write("test", test, cancellationToken);
        export.Finish();

        if (screen.Json)
        {
            screen.WriteJson(new DataResult(source.ToString(), folder, train.Count, test.Count, true), JsonResults.Readable.DataResult);
        }
        else
        {
            screen.WriteLine($"{source.Description}: wrote {train.Count:N0} training and {test.Count:N0} test images to {folder}.");
        }

        return ExitCode.Done;
    }

    // With fewer images than classes train/ and test/ would have different ones.
    private static LabeledImages Limited(LabeledImages images, int? limit)
    {
        int classes = images.Labels.Distinct().Count();
        return limit is null || limit >= classes
            ? ImageSets.Limit(images, limit)
            : throw new UsageException($"--limit is {limit}; there are images of {classes} classes, and each class needs one: give at least {classes}.");
    }

    // What cannot be read back as a folder is not written.
    private static void CheckClasses(LabeledImages train, LabeledImages test)
    {
        int[] untrained = [.. test.Labels.Except(train.Labels).Order()];
        if (untrained.Length > 0)
        {
            throw new InvalidDataException(
                $"There are test images of {untrained.Length:N0} classes without training images, the first is '{test.Classes.Fine[untrained[0]]}': a folder like that cannot be read back.\nExport a set with training images of every class.");
        }
    }
}
