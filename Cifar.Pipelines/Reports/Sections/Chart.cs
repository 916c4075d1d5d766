using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>A drawing in a page; it can be scrolled by keys where it is wider than the page.</summary>
internal static class Chart
{
    /// <param name="drawing">The drawing.</param>
    /// <param name="kind">Further classes: <c>wide</c> for drawings that are scrolled rather than shrunk, <c>pictures</c> for those whose colours stay as they are in the dark.</param>
    public static Markup Of(Drawing drawing, string kind = "") =>
        new HtmlBuilder().Add($"""<figure class="chart {kind}" tabindex="0" role="group" aria-label="{drawing.Title}">{new Markup(drawing.ToSvg())}</figure>""").ToMarkup();

    public static Markup Beside(IEnumerable<Drawing> drawings, string kind = "")
    {
        var html = new HtmlBuilder().Add($"""<div class="charts">""");
        foreach (var drawing in drawings)
        {
            html.Add($"{Of(drawing, kind)}");
        }

        return html.Add($"</div>").ToMarkup();
    }
}
