using System.Diagnostics;
using System.Globalization;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary>Shows features being computed and blocks being trained: a bar on a terminal, otherwise a line now and then.</summary>
internal static class TransferDisplay
{
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(20);

    public static T Show<T>(Screen screen, Func<IProgress<TransferProgress>, T> work)
    {
        if (!screen.IsWatched)
        {
            return work(PlainLines(screen.Note));
        }

        var console = screen.ErrorConsole;
        return console.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var bar = context.AddTask("starting");
                return work(new SynchronousProgress<TransferProgress>(now =>
                {
                    bar.IsIndeterminate = now.Total == 0;
                    bar.MaxValue = Math.Max(1, now.Total);
                    bar.Value = now.Done;
                    bar.Description = Markup.Escape(Line(now));
                    if (now.Epoch is { } epoch)
                    {
                        console.WriteLine(Line(epoch));
                    }
                }));
            });
    }

    public static T Download<T>(Screen screen, string name, Func<IProgress<DownloadProgress>, T> work)
    {
        int shown = -1;
        return work(new SynchronousProgress<DownloadProgress>(now =>
        {
            if ((int)(now.Fraction * 20) is var part && part != shown)
            {
                shown = part;
                string left = now.Remaining is { } remaining ? $", {Durations.Text(remaining)} left" : "";
                screen.Note(string.Create(CultureInfo.InvariantCulture, $"downloading {name}: {100 * now.Fraction:F0} % of {now.TotalBytes / 1e6:F0} MB{left}"));
            }
        }));
    }

    private static SynchronousProgress<TransferProgress> PlainLines(Action<string> write)
    {
        long last = 0;
        TransferStage? stage = null;
        return new SynchronousProgress<TransferProgress>(now =>
        {
            if (now.Epoch is { } epoch)
            {
                write(Line(epoch));
            }
            else if (now.Stage != stage || now.Done == now.Total || Stopwatch.GetElapsedTime(last) > QuietFor)
            {
                (last, stage) = (Stopwatch.GetTimestamp(), now.Stage);
                write(Line(now));
            }
        });
    }

    private static string Line(TransferProgress now)
    {
        string what = now.Stage switch
        {
            TransferStage.Features => "features",
            TransferStage.Head => "training the head",
            TransferStage.Activations => "activations before the trained blocks",
            _ => "training the last blocks",
        };
        string left = now.Remaining is { } remaining ? $", {now.ImagesPerSecond:F0} images/s, {Durations.Text(remaining)} left" : "";
        return now.Total == 0 ? what : string.Create(CultureInfo.InvariantCulture, $"{what}: {now.Done:N0} of {now.Total:N0}{left}");
    }

    private static string Line(FineTuneEpoch epoch)
    {
        string validation = epoch.ValidationAccuracy is { } accuracy ? $", validation accuracy {100 * accuracy:F2} %" : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F4}{validation}, {epoch.Seconds:F0} s");
    }
}
