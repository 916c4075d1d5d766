using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_folder_is_named_and_not_the_passing_file()
    {
        string path = folder["none", "a.csv"];
        var error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(path, _ => { }));
        Assert.Contains($"{path} cannot be written: there is no folder {folder["none"]}.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Contents());
    }

    [Fact]
    public void A_file_where_a_folder_should_be_is_named_too()
    {
        folder.Write([1], "file");
        var error = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(folder["file", "a.csv"], _ => { }));
        Assert.Contains(folder["file", "a.csv"], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", error.Message, StringComparison.Ordinal);
    }
}
