namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>The code on the pages compiles. How a page writes code that is no whole program is told in docs/README.md.</summary>
public sealed class SnippetTests
{
    private const string Map = "docs/README.md";

    public static readonly TheoryData<string> Pages = [.. DocPage.All.Where(page => CodeOf(page).Any())];

    [Theory, MemberData(nameof(Pages))]
    public void Every_piece_of_code_compiles(string page)
    {
        // The first block of the map lists the using directives that short pieces leave out.
        string usual = CodeOf(Map).First().Code;
        string before = "";
        var faults = new List<string>();
        foreach (var (_, code, comment, line) in CodeOf(page))
        {
            string[] words = comment.Split(':', 2, StringSplitOptions.TrimEntries);
            string program = words[0] switch
            {
                "continues" => $"{before}\n{code}",
                "given" => $"{words[1]}\n{code}",
                "" => code,
                _ => throw new InvalidDataException($"{page}:{line}: the comment before this code begins with '{words[0]}'; it may begin with 'given:' or 'continues'."),
            };
            faults.AddRange(SnippetCompiler.Errors(program, usual).Select(error => $"{page}:{line}: {error}"));
            before = program;
        }

        Faults.None(faults);
    }

    [Theory, MemberData(nameof(LinkTests.Pages), MemberType = typeof(LinkTests))]
    public void Code_stands_between_fences(string page) => Faults.None(DocPage.Read(page).Unfenced().Select(line => $"{page}:{line}"));

    private static IEnumerable<(string Language, string Code, string Comment, int Line)> CodeOf(string page) =>
        DocPage.Read(page).Blocks().Where(block => block.Language is "csharp" or "cs" or "c#" or "C#");
}
