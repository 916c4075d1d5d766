using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>What a comparison found, in sentences, and what to bear in mind.</summary>
internal static class FindingsSection
{
    public static Markup Of(ComparisonReport comparison)
    {
        var html = new HtmlBuilder().Add($"""<ul class="findings">""");
        foreach (var pair in comparison.Pairs)
        {
            html.Add($"<li>{pair.Sentence}</li>");
        }

        html.Add($"</ul>");
        foreach (string note in comparison.Notes)
        {
            html.Add($"""<p class="note">{note}</p>""");
        }

        return html.ToMarkup();
    }
}
