using System.Globalization;
using Cifar.Models.Data;
using Spectre.Console;

namespace Cifar.Cli.Output;

/// <summary>Shows a download: a bar on a terminal, otherwise a line for every tenth of each stage.</summary>
internal static class DownloadDisplay
{
    private const int Parts = 10;

    public static T Show<T>(Screen screen, Func<IProgress<DownloadProgress>, T> work) =>
        screen.IsWatched ? WithBar(screen, work) : work(PlainLines(screen));

    private static SynchronousProgress<DownloadProgress> PlainLines(Screen screen)
    {
        var shown = (Stage: DownloadStage.Downloading, Part: -1);
        return new SynchronousProgress<DownloadProgress>(now =>
        {
            var reached = (now.Stage, Part: (int)(now.Fraction * Parts));
            if (reached != shown)
            {
                shown = reached;
                screen.Note(Line(now));
            }
        });
    }

    private static T WithBar<T>(Screen screen, Func<IProgress<DownloadProgress>, T> work) =>
        screen.ErrorConsole.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask? bar = null;
                return work(new SynchronousProgress<DownloadProgress>(now =>
                {
                    bar ??= context.AddTask("");
                    bar.MaxValue = Math.Max(1, now.TotalBytes);
                    bar.Value = now.Bytes;
                    bar.Description = Markup.Escape(Line(now));
                }));
            });

    private static string Line(DownloadProgress now)
    {
        string left = now.Remaining is { } remaining ? $", {now.BytesPerSecond / 1e6:F1} MB/s, {Durations.Text(remaining)} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Verb(now.Stage)} CIFAR-100: {100 * now.Fraction:F0} % of {now.TotalBytes / 1e6:F0} MB{left}");
    }

    private static string Verb(DownloadStage stage) => stage switch
    {
        DownloadStage.Downloading => "downloading",
        DownloadStage.Checking => "checking",
        _ => "unpacking",
    };
}
