using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar data verify</c>: whether an image set is whole. Nothing is downloaded.</summary>
internal static class DataVerifyVerb
{
    private const int FolderSize = 32;

    public static Command Create()
    {
        var data = DataOption.Create(new Cifar100Source());
        var command = new Command("verify", "Checks every file of an image set; of CIFAR-100 against the known SHA-256.") { data };
        command.SetAction((parsed, cancellationToken) =>
        {
            var screen = Root.ScreenOf(parsed);
            return Task.FromResult(parsed.GetRequiredValue(data) is { } source and not Cifar100Source
                ? CheckOther(source, screen, cancellationToken)
                : CheckCifar100(FindCifar100(), screen, cancellationToken));
        });
        return command;
    }

    public static int CheckCifar100(string folder, Screen screen, CancellationToken cancellationToken)
    {
        var checks = Cifar100.Verify(folder, progress: null, cancellationToken);
        var problems = checks.Where(check => !check.Ok).ToArray();
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(Screen.Plain($"CIFAR-100 in {folder}")), Style.Plain) };
        table.AddColumn("file").AddColumn("bytes", column => column.RightAligned()).AddColumn("SHA-256").AddColumn("");
        foreach (var check in checks)
        {
            table.AddRow(new Text(check.File), new Text($"{check.Bytes:N0}"), new Text(check.Sha256 ?? ""), new Text(check.Problem ?? "right"));
        }

        screen.Write(table);
        if (problems.Length > 0)
        {
            Print(screen, new DataResult(Cifar100Name, folder, 0, 0, false));
            throw new InvalidDataException(
                $"CIFAR-100 in {folder} is damaged: {string.Join("; ", problems.Select(check => $"{check.File}: {check.Problem}"))}\n"
                + "Delete these files and run 'cifar data get'.");
        }

        int train = Cifar100.Load(folder, Cifar100Split.Train).Count;
        int test = Cifar100.Load(folder, Cifar100Split.Test).Count;
        Print(screen, new DataResult(Cifar100Name, folder, train, test, true));
        return ExitCode.Done;
    }

    private static string Cifar100Name => new Cifar100Source().ToString();

    private static string FindCifar100() => Cifar100.Find()
        ?? throw new DirectoryNotFoundException(
            $"CIFAR-100 is neither in ${Cifar100.FolderVariable} nor in {Cifar100.CacheFolder}.\nRun 'cifar data get' to download it.");

    private static int CheckOther(DataSource source, Screen screen, CancellationToken cancellationToken)
    {
        int Count(Cifar100Split split) => ImageSets.Load(source, split, (FolderSize, FolderSize), screen, cancellationToken).Count;

        var (train, test) = source is FolderSource folder ? CheckFolder(ImageFolder.Open(folder.Path), screen, cancellationToken) : (Count(Cifar100Split.Train), Count(Cifar100Split.Test));
        screen.WriteLine($"{source.Description}: every image can be read.");
        Print(screen, new DataResult(source.ToString(), null, train, test, true));
        return ExitCode.Done;
    }

    // Both parts at once: a bad picture of one must not keep those of the other from being named.
    private static (int Train, int Test) CheckFolder(ImageFolder folder, Screen screen, CancellationToken cancellationToken)
    {
        FolderImages.Load(folder, [.. folder.Train, .. folder.Test ?? []], (FolderSize, FolderSize), BadImages.Of(null), screen, cancellationToken);
        return (FolderImages.FilesOf(folder, Cifar100Split.Train).Count, FolderImages.FilesOf(folder, Cifar100Split.Test).Count);
    }

    private static void Print(Screen screen, DataResult result)
    {
        if (screen.Json)
        {
            screen.WriteJson(result, JsonResults.Readable.DataResult);
        }
        else if (result.Verified)
        {
            screen.WriteLine($"{result.Train:N0} training and {result.Test:N0} test images.");
        }
    }
}
