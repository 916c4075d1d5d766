namespace Cifar.Pipelines.Tests.Documentation;

public sealed class LinkTests
{
    public static readonly TheoryData<string> Pages = [.. DocPage.All];

    [Theory, MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        var wrong = DocPage.Read(page).Links().Select(link => (link.Line, Fault: Fault(page, link.Address))).Where(link => link.Fault is not null);
        Faults.None(wrong.Select(link => $"{page}:{link.Line}: {link.Fault}"));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Files_named_in_running_text_are_there(string page)
    {
        string[] folders = ["samples", "benchmarks", "docs", "eng", "portable", "Cifar.Models", "Cifar.Pipelines", "Cifar.Pipelines.Tests"];
        var named = DocPage.Read(page).Spans()
            .Select(span => (File: span.Code.Split(' ')[0], span.Line))
            .Where(span => span.File.Contains('/') && folders.Contains(span.File.Split('/')[0]) && !span.File.Any("*<>{}|".Contains));
        Faults.None(named.Where(span => !Exists(Path.Combine(Repository.Root, span.File))).Select(span => $"{page}:{span.Line}: {span.File} is not there"));
    }

    [Fact]
    public void Every_page_of_docs_is_reached_from_its_map()
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(["docs/README.md"]);
        while (next.TryDequeue(out string? page))
        {
            // A page that is not there is the other test's finding.
            if (reached.Add(page) && File.Exists(Path.Combine(Repository.Root, page)))
            {
                foreach (var (address, _) in DocPage.Read(page).Links().Where(link => Local(page, link.Address).EndsWith(".md", StringComparison.Ordinal)))
                {
                    next.Enqueue(Local(page, address));
                }
            }
        }

        Faults.None(DocPage.All.Where(page => page.StartsWith("docs/", StringComparison.Ordinal)).Except(reached));
    }

    private static string? Fault(string page, string address)
    {
        if (address.Contains(':', StringComparison.Ordinal))
        {
            bool known = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto";
            return known ? null : $"{address} is no address of the web";
        }

        string file = address.StartsWith('#') ? page : Local(page, address);
        if (!Exists(Path.Combine(Repository.Root, file)))
        {
            return $"{file} is not there";
        }

        string anchor = address.Contains('#', StringComparison.Ordinal) ? address[(address.IndexOf('#', StringComparison.Ordinal) + 1)..] : "";
        return anchor.Length == 0 || DocPage.Read(file).Anchors().Contains(anchor) ? null : $"{file} has no heading #{anchor}";
    }

    private static string Local(string page, string address)
    {
        string path = Uri.UnescapeDataString(address.Split('#')[0]);
        return address.Contains(':', StringComparison.Ordinal) || path.Length == 0
            ? ""
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path))).Replace('\\', '/');
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);
}
