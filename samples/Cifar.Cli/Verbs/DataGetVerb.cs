using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Models.Data;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar data get</c>: CIFAR-100 onto this machine, checked.</summary>
internal static class DataGetVerb
{
    public static Command Create()
    {
        var command = new Command("get", $"Downloads CIFAR-100 ({Cifar100Download.ArchiveBytes / 1e6:F0} MB) where it is missing, and checks it.");
        command.SetAction((parsed, cancellationToken) =>
        {
            var screen = Root.ScreenOf(parsed);
            return Task.FromResult(DataVerifyVerb.CheckCifar100(ImageSets.LocateCifar100(screen, cancellationToken), screen, cancellationToken));
        });
        return command;
    }
}
