namespace Cifar.Pipelines.Tests.Documentation;

public sealed class ReadmeTests
{
    [Fact]
    public void It_opens_with_the_two_commands()
    {
        string first = DocPage.Read("README.md").Blocks().First().Code;
        Assert.Contains("./quickstart.sh", first, StringComparison.Ordinal);
        Assert.Contains("./test.sh", first, StringComparison.Ordinal);
    }
}
