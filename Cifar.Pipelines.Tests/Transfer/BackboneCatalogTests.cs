using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Transfer;

public sealed class BackboneCatalogTests
{
    [Fact]
    public void Every_backbone_says_where_its_hash_comes_from()
    {
        Assert.All(BackboneCatalog.Default.Entries, entry =>
        {
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.NotEmpty(entry.HashSource);
            Assert.NotEmpty(entry.Licence);
            Assert.True(entry.Bytes > 0);
            Assert.NotNull(entry.Normalization);
        });
        Assert.Equal(BackboneCatalog.Default.Entries.Count, BackboneCatalog.Default.Entries.DistinctBy(entry => entry.Name).Count());
    }

    [Fact]
    public void A_mistyped_name_brings_the_right_one() => Assert.Contains(
        "Did you mean 'mobilenet-v2'", Assert.Throws<ArgumentException>(() => BackboneCatalog.Default.Find("mobilnet-v2")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_damaged_file_is_told_from_the_right_one()
    {
        using var folder = new TemporaryFolder();
        BackboneEntry entry = BackboneCatalog.Default.Entries[0];
        string path = folder.Write([1, 2, 3], entry.File);
        string message = Assert.Throws<InvalidDataException>(() => BackboneDownload.Check(entry, path, CancellationToken.None)).Message;
        Assert.Contains("3 bytes, expected", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_way_to_download_it_says_which_file_to_put_where()
    {
        using var folder = new TemporaryFolder();
        BackboneEntry entry = BackboneCatalog.Default.Entries.First(entry => entry.Url is null);
        string path = folder[entry.File];
        string message = Assert.Throws<FileNotFoundException>(() => new BackboneDownload(entry, path).Fetch(null, CancellationToken.None)).Message;
        Assert.Contains(entry.File, message, StringComparison.Ordinal);
        Assert.Contains(entry.Sha256, message, StringComparison.Ordinal);
        Assert.Contains("CIFAR_ONNX", message, StringComparison.Ordinal);
    }
}
