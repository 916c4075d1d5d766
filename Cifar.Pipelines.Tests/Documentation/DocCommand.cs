namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>A command that a page tells its reader to type.</summary>
internal sealed record DocCommand(string Page, int Line, string[] Words)
{
    private static readonly string[] NoShell = ["csharp", "xml", "json", "http", "html", "text", "yaml", "powershell", "python"];

    /// <summary>The words after <c>cifar</c>; null for a command of another program.</summary>
    public string[]? Arguments => Words[0] is "cifar" or "./cifar" ? Words[1..] : null;

    /// <summary>Every command in the blocks of a page.</summary>
    public static IEnumerable<DocCommand> Of(string page) =>
        from block in DocPage.Read(page).Blocks()
        where !NoShell.Contains(block.Language)
        from words in ShellLine.Commands(block.Code)
        select new DocCommand(page, block.Line, words);

    public override string ToString() => $"{Page}:{Line}: {string.Join(' ', Words)}";
}
