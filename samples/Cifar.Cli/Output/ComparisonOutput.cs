using Cifar.Pipelines.Comparison;
using Spectre.Console;

namespace Cifar.Cli.Output;

/// <summary>Prints a comparison: a table of runs, one of pipelines where there are several seeds, and a sentence for each pair.</summary>
internal static class ComparisonOutput
{
    private const string Unknown = "-";

    public static void Print(Screen screen, ComparisonReport report)
    {
        screen.Write(Runs(report));
        if (report.Pipelines.Any(pipeline => pipeline.Runs.Count > 1))
        {
            screen.Write(Pipelines(report));
        }

        foreach (var pair in report.Pairs)
        {
            screen.WriteLine(pair.Sentence);
        }

        foreach (string note in report.Notes)
        {
            screen.WriteLine($"Note: {note}");
        }

        if (report.Pairs.Count > 1)
        {
            screen.WriteLine($"p after Holm's correction for {report.Pairs.Count} pairs. Intervals are for one pair.");
        }
    }

    private static Table Runs(ComparisonReport report)
    {
        var front = report.Pipelines.Where(pipeline => pipeline.OnParetoFront).Select(pipeline => pipeline.Name).ToHashSet();
        var table = NewTable(
            $"{report.Runs.Count} runs on {report.TestSet.Count:N0} {report.TestSet.Split} images of {report.TestSet.Data}",
            "run", "accuracy %", "interval", "first five %", "log-loss", "ECE", "training", "parameters", "MACs", "model", "ms/image", "ms alone", "front");
        table.Columns[0].Alignment = Justify.Left;
        foreach (var run in report.Runs)
        {
            var costs = run.Costs;
            table.AddRow(Array.ConvertAll(
                [
                    run.Name, $"{100 * run.Accuracy:F2}", $"{100 * run.AccuracyInterval.Low:F2} to {100 * run.AccuracyInterval.High:F2}", $"{100 * run.Top5Accuracy:F2}", $"{run.LogLoss:F3}",
                    $"{run.ExpectedCalibrationError:F3}", Time(costs.TrainingSeconds), Short(costs.Parameters), Short(costs.MultiplyAdds), $"{costs.ModelBytes / 1e6:F1} MB",
                    $"{costs.MillisecondsPerImage:F3}", costs.LatencyMilliseconds is { } alone ? $"{alone:F2}" : Unknown, front.Contains(run.Pipeline) ? "*" : "",
                ],
                (string cell) => new Text(Screen.Plain(cell))));
        }

        return table;
    }

    private static Table Pipelines(ComparisonReport report)
    {
        var table = NewTable("Pipelines over their seeds", "pipeline", "seeds", "accuracy %, ± deviation", "training", "ms/image", "front");
        table.Columns[0].Alignment = Justify.Left;
        foreach (var pipeline in report.Pipelines)
        {
            table.AddRow(
                new Text(Screen.Plain(pipeline.Name)), new Text($"{pipeline.Runs.Count}"), new Text(pipeline.StandardDeviation is { } deviation ? $"{100 * pipeline.MeanAccuracy:F2} ± {100 * deviation:F2}" : $"{100 * pipeline.MeanAccuracy:F2}"),
                new Text(Time(pipeline.TrainingSeconds)),
                new Text($"{pipeline.MillisecondsPerImage:F3}"), new Text(pipeline.OnParetoFront ? "*" : ""));
        }

        return table;
    }

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(Screen.Plain(title)), Style.Plain) };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = Justify.Right });
        }

        return table;
    }

    private static string Time(double? seconds) => seconds is { } known ? Durations.Text(TimeSpan.FromSeconds(known)) : Unknown;

    private static string Short(long? number) => number switch
    {
        null => Unknown,
        >= 1_000_000_000 => $"{number / 1e9:F2} G",
        >= 1_000_000 => $"{number / 1e6:F1} M",
        >= 1000 => $"{number / 1e3:F0} k",
        _ => $"{number}",
    };
}
