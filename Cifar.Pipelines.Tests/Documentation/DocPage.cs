using System.Collections.Concurrent;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>A Markdown page of the repository, parsed.</summary>
internal sealed class DocPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    private static readonly ConcurrentDictionary<string, DocPage> Parsed = new();

    private readonly MarkdownDocument document;

    private DocPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");
        document = Markdown.Parse(Text, Pipeline);
    }

    /// <summary>Where it is, from the root of the repository, with forward slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>Everything that people read: the pages at the root, under docs, and beside packages, samples, results and the portable stack.</summary>
    public static string[] All { get; } =
    [
        .. Files(".", SearchOption.TopDirectoryOnly), .. Files("docs"), .. Files("samples"), .. Files("portable"), .. Files("benchmarks"), .. Files("Cifar.Models"), .. Files("Cifar.Pipelines"),
        .. Files("Cifar.Distributed"),
    ];

    /// <summary>The pages that tell a reader what to do; results tell what was done once.</summary>
    public static string[] Instructions { get; } = [.. All.Where(page => !page.StartsWith("benchmarks/results/", StringComparison.Ordinal))];

    public static DocPage Read(string path) => Parsed.GetOrAdd(path, _ => new DocPage(path));

    /// <summary>Blocks of code in order; <c>Comment</c> is the HTML comment just before a block, empty where there is none.</summary>
    public IEnumerable<(string Language, string Code, string Comment, int Line)> Blocks() =>
        document.Descendants<FencedCodeBlock>().Select(block => (block.Info ?? "", block.Lines.ToString().ReplaceLineEndings("\n"), CommentBefore(block), block.Line + 1));

    /// <summary>Lines of code that no fence surrounds.</summary>
    public IEnumerable<int> Unfenced() => document.Descendants<CodeBlock>().Where(block => block is not FencedCodeBlock { FencedChar: '`' }).Select(block => block.Line + 1);

    /// <summary>Words set as code in running text.</summary>
    public IEnumerable<(string Code, int Line)> Spans() => document.Descendants<CodeInline>().Select(code => (code.Content, code.Line + 1));

    /// <summary>Addresses of links and pictures.</summary>
    public IEnumerable<(string Address, int Line)> Links() =>
        document.Descendants<LinkInline>().Select(link => (link.Url ?? "", link.Line + 1)).Concat(document.Descendants<AutolinkInline>().Select(link => (link.Url, link.Line + 1)));

    /// <summary>What may follow # in a link to this page.</summary>
    public IEnumerable<string> Anchors() => document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id ?? "");

    private static IEnumerable<string> Files(string folder, SearchOption depth = SearchOption.AllDirectories)
    {
        string root = System.IO.Path.Combine(Repository.Root, folder);
        return Directory.EnumerateFiles(root, "*.md", depth)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
    }

    private static string CommentBefore(FencedCodeBlock block)
    {
        var siblings = block.Parent!;
        int at = siblings.IndexOf(block);
        if (at == 0 || siblings[at - 1] is not HtmlBlock { Type: HtmlBlockType.Comment } comment)
        {
            return "";
        }

        return comment.Lines.ToString().Trim()["<!--".Length..^"-->".Length].Trim();
    }
}
