using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>The numbers that matter most, with their intervals.</summary>
internal static class Headline
{
    public static Markup Of(RunDetails run)
    {
        var evaluation = run.Evaluation;
        var html = new HtmlBuilder();
        if (evaluation.TestSet.Synthetic)
        {
            html.Add($"""<p class="note">The images are generated ones: these results say nothing of photographs.</p>""");
        }

        if (evaluation.TestSet.Split != "test")
        {
            html.Add($"""<p class="note">These are {evaluation.TestSet.Split} images, not test images: what was chosen by them looks better on them than it is.</p>""");
        }

        html.Add($"{Cards(evaluation.Report)}");
        if (evaluation.Report.Intervals is { } intervals)
        {
            html.Add($"""<p class="quiet">Ranges are {Show.Whole(100 * intervals.Level)} % intervals over the choice of test images (bootstrap, {Show.Whole(intervals.Resamples)} resamples).</p>""");
        }

        if (evaluation.Augmented is { } augmented)
        {
            html.Add($"<h3>With test-time augmentation ({evaluation.Augmentation})</h3>{Cards(augmented)}");
        }

        foreach (string note in run.Notes)
        {
            html.Add($"""<p class="note">{note}</p>""");
        }

        return html.ToMarkup();
    }

    private static Markup Cards(ImageClassificationReport report)
    {
        var html = new HtmlBuilder().Add($"""<dl class="cards">""");
        Card(html, "Accuracy", Show.Percent(report.MicroAccuracy), Range(report.Intervals?.Accuracy));
        Card(html, "Among the first five", Show.Percent(report.Top5Accuracy), Range(report.Intervals?.Top5Accuracy));
        Card(html, "Macro F1", Show.Four(report.MacroF1), Plain(report.Intervals?.MacroF1));
        Card(html, "Log-loss, nats", Show.Four(report.LogLoss), Plain(report.Intervals?.LogLoss));
        Card(html, "Calibration error", Show.Four(report.ExpectedCalibrationError), Plain(report.Intervals?.ExpectedCalibrationError));
        if (report.CoarseAccuracy is { } coarse)
        {
            Card(html, "Superclass accuracy", Show.Percent(coarse), $"{Show.Percent(report.ErrorsInsideSuperclass)} of the errors stay inside");
        }

        return html.Add($"</dl>").ToMarkup();
    }

    private static void Card(HtmlBuilder html, string name, string value, string? below)
    {
        html.Add($"<div><dt>{name}</dt><dd>{value}");
        if (below is not null)
        {
            html.Add($"<small>{below}</small>");
        }

        html.Add($"</dd></div>");
    }

    private static string? Range(Interval? interval) => interval is null ? null : Show.Percent(interval);

    private static string? Plain(Interval? interval) => interval is null ? null : $"{Show.Four(interval.Low)} to {Show.Four(interval.High)}";
}
