using System.Text;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports.Sections;

namespace Cifar.Pipelines.Reports;

/// <summary>A model card in Markdown (Mitchell and others 2019, arXiv:1810.03993): data, recipe, results with intervals, limits, intended use, hardware, licence.</summary>
public static class ModelCard
{
    private const int Shown = 5;

    /// <summary>Writes the card.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">What only people know; null for nothing.</param>
    /// <returns>Markdown text.</returns>
    public static string Write(RunDetails run, ModelCardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        options ??= new();
        var evaluation = run.Evaluation;
        var card = new StringBuilder();
        Line(card, $"# {Plain(evaluation.Name)}\n");
        Line(card, $"An image classifier of {evaluation.Report.Classes.Fine.Count} classes; network: {Plain(evaluation.Network)}. Evaluated {Show.Date(evaluation.Evaluated)}.\n");
        Line(card, $"## Intended use\n\n{Plain(options.IntendedUse ?? "Trying out and comparing image classifiers on images like those it was trained on. Not for decisions about people, nor where a wrong answer does harm.")}\n");
        Line(card, $"## Data\n\nEvaluated on {Show.Whole(evaluation.TestSet.Count)} {Plain(evaluation.TestSet.Split)} images of {Plain(evaluation.TestSet.Data)}{(evaluation.TestSet.Synthetic ? " (generated images)" : "")}, SHA-256 `{evaluation.TestSet.Sha256}`.\n");
        Facts(card, run, "data");
        Results(card, evaluation);
        Limits(card, evaluation);
        Line(card, "## Recipe\n");
        Facts(card, run, "net", "backbone", "preprocessing", "recipe", "options", "training", "calibration");
        Line(card, "## Cost and hardware\n");
        foreach (var (name, value) in CostFacts.Of(evaluation.Costs))
        {
            Line(card, $"- {name}: {Plain(value)}");
        }

        Line(card, "");
        Facts(card, run, "machine", "versions");
        Line(card, $"## Licence\n\n{Plain(options.Licence ?? "Not stated. The licences of the training images and of pretrained weights apply as well.")}");
        return card.ToString();
    }

    private static void Results(StringBuilder card, EvaluationRecord evaluation)
    {
        var report = evaluation.Report;
        var intervals = report.Intervals;
        Line(card, $"## Results\n\n| | value | {(intervals is null ? "" : $"{Show.Whole(100 * intervals.Level)} % interval over the choice of images")} |\n|---|---:|---:|");
        Row("accuracy", Show.Percent(report.MicroAccuracy), intervals?.Accuracy, Show.Percent);
        Row("true class among the first five", Show.Percent(report.Top5Accuracy), intervals?.Top5Accuracy, Show.Percent);
        Row("mean accuracy of the classes", Show.Percent(report.MacroAccuracy), null, Show.Percent);
        Row("macro F1", Show.Four(report.MacroF1), intervals?.MacroF1, Four);
        Row("log-loss (nats)", Show.Four(report.LogLoss), intervals?.LogLoss, Four);
        Row("expected calibration error", Show.Four(report.ExpectedCalibrationError), intervals?.ExpectedCalibrationError, Four);
        if (report.CoarseAccuracy is { } coarse)
        {
            Row("superclass accuracy", Show.Percent(coarse), null, Show.Percent);
            Row("errors inside the superclass", Show.Percent(report.ErrorsInsideSuperclass), null, Show.Percent);
        }

        if (evaluation.Augmented is { } augmented)
        {
            Row($"accuracy with test-time augmentation ({evaluation.Augmentation})", Show.Percent(augmented.MicroAccuracy), augmented.Intervals?.Accuracy, Show.Percent);
        }

        Line(card, "");
        void Row(string name, string value, Interval? interval, Func<Interval, string> show) => Line(card, $"| {Plain(name)} | {value} | {(interval is null ? "" : show(interval))} |");
    }

    private static void Limits(StringBuilder card, EvaluationRecord evaluation)
    {
        var report = evaluation.Report;
        Line(card, "## Limits\n");
        if (evaluation.TestSet.Synthetic)
        {
            Line(card, "- The images are generated ones: the results say nothing of photographs.");
        }

        Line(card, "- It knows no classes but its own, and names one of them whatever the picture shows.");
        var weakest = report.PerClass.Where(scores => scores.Recall is not null).OrderBy(scores => scores.Recall).Take(Shown).ToArray();
        Line(card, $"- Hardest classes (recall): {string.Join(", ", weakest.Select(scores => $"{Plain(scores.Name)} ({Show.Percent(scores.Recall)})"))}.");
        if (report.MostConfused.Count > 0)
        {
            Line(card, $"- Most often confused: {string.Join(", ", report.MostConfused.Take(Shown).Select(pair => $"{Plain(pair.ActualName)} taken for {Plain(pair.PredictedName)} ({Show.Percent(pair.Share)})"))}.");
        }

        if (report.PerClass.Where(scores => scores.Support == 0).Select(scores => Plain(scores.Name)).ToArray() is { Length: > 0 } untested)
        {
            Line(card, $"- Never tested, as there were no images of them: {string.Join(", ", untested)}.");
        }

        Line(card, "- Intervals tell how far the numbers would vary on other images of the same kind, not with another seed of the training or other data.\n");
    }

    private static void Facts(StringBuilder card, RunDetails run, params ReadOnlySpan<string> groups)
    {
        int before = card.Length;
        foreach (string group in groups)
        {
            foreach (var (name, value) in run.Configuration.Where(fact => fact.Key == group || fact.Key.StartsWith(group + ".", StringComparison.Ordinal)))
            {
                Line(card, $"- {Plain(name)}: {Plain(value)}");
            }
        }

        Line(card, card.Length > before ? "" : $"Not recorded: {string.Join(", ", groups)}.\n");
    }

    private static string Four(Interval interval) => $"{Show.Four(interval.Low)} to {Show.Four(interval.High)}";

    // Names come from data: in a card they are neither markup nor HTML, and stay on their line.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            plain.Append(letter switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '!' => $"\\{letter}",
                _ when char.IsControl(letter) => " ",
                _ => letter.ToString(),
            });
        }

        return plain.ToString();
    }

    private static void Line(StringBuilder card, string text) => card.Append(text).Append('\n');
}
