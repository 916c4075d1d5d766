using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class DataSourceTests
{
    [Fact]
    public void The_four_kinds_parse()
    {
        Assert.Equal(new Cifar100Source(), DataSource.Parse("cifar100"));
        Assert.Equal(new SyntheticSource(5000, 1000), DataSource.Parse("synthetic"));
        Assert.Equal(new SyntheticSource(2000, 500), DataSource.Parse("synthetic:2000,500"));
        Assert.Equal(new FolderSource("some/where"), DataSource.Parse("folder:some/where"));
        Assert.Equal(new BinarySource("C:\\sets\\a"), DataSource.Parse("BINARY:C:\\sets\\a"));
    }

    [Theory]
    [InlineData("cifar100")]
    [InlineData("synthetic:20,30")]
    [InlineData("folder:a b/c:d")]
    [InlineData("binary:/x")]
    public void Its_text_parses_to_the_same_source(string text)
    {
        Assert.Equal(text, DataSource.Parse(text).ToString());
        Assert.Equal(DataSource.Parse(text), DataSource.Parse(DataSource.Parse(text).ToString()));
    }

    [Fact]
    public void Generated_images_are_called_so() =>
        Assert.Contains("synthetic", DataSource.Parse("synthetic").Description);

    [Theory]
    [InlineData("cifar10", "did you mean 'cifar100'?")]
    [InlineData("CIFAR-100", "did you mean 'cifar100'?")]
    [InlineData("sythetic", "did you mean 'synthetic'?")]
    [InlineData("foldr:/x", "did you mean 'folder:PATH'?")]
    [InlineData("folder", "the path is missing")]
    [InlineData("binary: ", "the path is missing")]
    [InlineData("cifar100:/data", "binary:PATH")]
    [InlineData("synthetic:10", "two numbers from 1 to 500000")]
    [InlineData("synthetic:0,10", "two numbers")]
    [InlineData("synthetic:10,-1", "two numbers")]
    [InlineData("synthetic:10,99999999999", "two numbers")]
    [InlineData("", "Valid are")]
    [InlineData("imagenet", "Valid are cifar100, synthetic")]
    public void A_wrong_value_is_answered_with_the_valid_ones(string text, string hint)
    {
        string message = Assert.Throws<ArgumentException>(() => DataSource.Parse(text)).Message;
        Assert.Contains($"'{text}' is no data source", message);
        Assert.Contains(hint, message);
        Assert.Contains("folder:PATH", message);
    }

    [Fact]
    public void A_bare_path_of_a_folder_is_recognised()
    {
        using var temporary = new TemporaryFolder();
        Assert.Contains($"did you mean 'folder:{temporary.Root}'?", Assert.Throws<ArgumentException>(() => DataSource.Parse(temporary.Root)).Message);
    }
}
