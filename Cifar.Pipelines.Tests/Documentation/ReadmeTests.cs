using System.Text.RegularExpressions;

namespace Cifar.Pipelines.Tests.Documentation;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Every_piece_of_code_is_compiled_word_for_word()
    {
        string compiled = Words(File.ReadAllText(Path.Combine(Repository.Root, "Cifar.Pipelines.Tests", "Documentation", "ReadmeSnippets.cs")));
        var blocks = CSharpBlock().Matches(Readme).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Words(block), compiled));
    }

    [Fact]
    public void Every_linked_file_exists()
    {
        var links = Link().Matches(Readme).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Root, link)), link));
    }

    [Fact]
    public void It_opens_with_the_two_commands()
    {
        string first = Readme.Split("```")[1];
        Assert.Contains("./quickstart.sh", first);
        Assert.Contains("./test.sh", first);
    }

    private static string Words(string code) => Spaces().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
