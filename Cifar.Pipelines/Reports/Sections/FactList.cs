using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>Names and values, one below the other.</summary>
internal static class FactList
{
    public static Markup Of(IEnumerable<KeyValuePair<string, string>> facts)
    {
        var all = facts.ToArray();
        if (all.Length == 0)
        {
            return new("");
        }

        var html = new HtmlBuilder().Add($"""<dl class="facts">""");
        foreach (var (name, value) in all)
        {
            html.Add($"<dt>{name}</dt><dd>{value}</dd>");
        }

        return html.Add($"</dl>").ToMarkup();
    }

    /// <summary>A list that is shown on demand.</summary>
    public static Markup Folded(string title, IEnumerable<KeyValuePair<string, string>> facts) =>
        Of(facts) is { Html.Length: > 0 } list ? new HtmlBuilder().Add($"<details><summary>{title}</summary>{list}</details>").ToMarkup() : new("");
}
