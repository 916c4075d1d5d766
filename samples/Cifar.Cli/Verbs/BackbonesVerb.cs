using System.CommandLine;
using Cifar.Models.Transfer;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar backbones</c>: the pretrained networks known by name, and which of them are on this machine.</summary>
internal static class BackbonesVerb
{
    public static Command Create()
    {
        var command = new Command("backbones", $"Lists the pretrained networks known by name, and where their files belong (${BackboneCatalog.FolderVariable}).");
        command.SetAction((parsed, _) =>
        {
            var screen = Root.ScreenOf(parsed);
            var report = new BackbonesReport(BackboneCatalog.Folder, [.. BackboneCatalog.Default.Entries.Select(Report)]);
            if (screen.Json)
            {
                screen.WriteJson(report, TransferJson.Readable.BackbonesReport);
            }

            var table = new Table { Border = TableBorder.Rounded };
            table.AddColumns("name", "file", "MB", "pixels", "features", "licence", "checked", "here");
            foreach (var one in report.Backbones)
            {
                table.AddRow(new Text(one.Name), new Text(one.File), new Text($"{one.Bytes / 1e6:F0}"), new Text($"{one.ImageSize}"), new Text($"{one.Features}"), new Text(one.Licence), new Text(one.Checked ? "yes" : "no"), new Text(one.Present ? "yes" : one.Url is null ? "no" : "can be downloaded"));
            }

            screen.Write(table);
            screen.WriteLine($"folder: {report.Folder}");
            screen.WriteLine("checked: whether the very file was opened, run and compared; of the others size and hash are the published ones, and what is inside is what its makers say");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static BackboneReport Report(BackboneEntry entry) => new(
        entry.Name, entry.File, BackboneCatalog.IsPresent(entry), entry.Url?.ToString(), entry.Bytes, entry.Sha256, entry.HashSource, entry.Licence, entry.ImageSize, entry.SizeMultiple, entry.Features, entry.Checked, entry.Description);
}
