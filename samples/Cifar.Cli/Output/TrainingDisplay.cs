using System.Diagnostics;
using System.Globalization;
using Cifar.Models.Training;
using Spectre.Console;

namespace Cifar.Cli.Output;

/// <summary>Shows a training: a line for each epoch, and on a terminal a bar with the estimated time below them.</summary>
internal static class TrainingDisplay
{
    // A log should show that a long epoch is alive, without filling up.
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(30);

    private const int BarWidth = 24;

    public static T Show<T>(Screen screen, Func<IProgress<TrainingProgress>, T> train) =>
        screen.IsWatched ? WithBar(screen, train) : train(PlainLines(screen));

    private static SynchronousProgress<TrainingProgress> PlainLines(Screen screen)
    {
        long last = Stopwatch.GetTimestamp();
        return new SynchronousProgress<TrainingProgress>(now =>
        {
            if (now.EpochDone || Stopwatch.GetElapsedTime(last) > QuietFor)
            {
                last = Stopwatch.GetTimestamp();
                screen.Note(Line(now));
            }
        });
    }

    private static T WithBar<T>(Screen screen, Func<IProgress<TrainingProgress>, T> train)
    {
        var console = screen.ErrorConsole;
        return console.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var bar = context.AddTask("starting");
                return train(new SynchronousProgress<TrainingProgress>(now =>
                {
                    bar.MaxValue = (double)now.Epochs * now.Steps;
                    bar.Value = ((now.Epoch - 1.0) * now.Steps) + now.Step;
                    bar.Description = Markup.Escape(Beside(now));
                    if (now.EpochDone)
                    {
                        console.WriteLine(Line(now));
                    }
                }));
            });
    }

    // Short enough for the bar, the percentage and this to share a line of 80 columns.
    private static string Beside(TrainingProgress now) => string.Create(
        CultureInfo.InvariantCulture, $"epoch {now.Epoch}/{now.Epochs}, {now.ImagesPerSecond:N0} images/s, {Durations.Text(now.Remaining)} left");

    private static string Line(TrainingProgress now)
    {
        string step = now.EpochDone ? "" : $", step {now.Step}/{now.Steps}";
        string validation = now is { EpochDone: true, ValidationAccuracy: { } accuracy } ? $", validation accuracy {100 * accuracy:F2} %" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {now.Epoch}/{now.Epochs}{step}: loss {now.Loss:F4}{validation}, {now.ImagesPerSecond:N0} images/s, {Durations.Text(now.Remaining)} left");
    }
}
