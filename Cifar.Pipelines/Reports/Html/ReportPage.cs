using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Cifar.Pipelines.Reports.Html;

/// <summary>The frame of a report: one file that asks nobody for anything. Its content security policy allows our own script alone, and no requests.</summary>
internal static class ReportPage
{
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    // The policy names the script by its hash: nothing that came in with class or file names could ever run.
    private static readonly string Policy =
        $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'; base-uri 'none'; form-action 'none'";

    /// <param name="title">Title of the page.</param>
    /// <param name="subtitle">A line below it.</param>
    /// <param name="sections">The parts: identifier, heading, content. Those without content are left out.</param>
    public static string Write(string title, string subtitle, IEnumerable<(string Id, string Heading, Markup Content)> sections)
    {
        var page = new HtmlBuilder();
        page.Add($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{new Markup(Policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <style>{new Markup(Style)}</style>
            </head>
            <body>
            <header>
            <div><h1>{title}</h1><p>{subtitle}</p></div>
            <button type="button" id="theme" aria-label="Switch between light and dark"><span aria-hidden="true">◐</span></button>
            </header>
            """);
        var shown = sections.Where(section => section.Content.Html.Length > 0).ToArray();
        page.Add($"<nav aria-label=\"Parts of the report\"><ul>");
        foreach (var (id, heading, _) in shown)
        {
            page.Add($"""<li><a href="#{id}">{heading}</a></li>""");
        }

        page.Add($"</ul></nav><main>");
        foreach (var (id, heading, content) in shown)
        {
            page.Add($"""<section id="{id}" aria-labelledby="{id}-heading"><h2 id="{id}-heading">{heading}</h2>{content}</section>""");
        }

        page.Add($"</main>");
        return page.Add($"<script>{new Markup(Script)}</script></body></html>").ToMarkup().Html;
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Cifar.Pipelines.Reports.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
