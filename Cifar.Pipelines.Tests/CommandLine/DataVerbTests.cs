using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary><c>cifar data</c>, on small sets.</summary>
public sealed class DataVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Verify_counts_the_images_and_says_that_synthetic_ones_are_synthetic()
    {
        var result = (await CliRun.Of("data", "verify", "--data", "synthetic:30,20", "--json")).Succeeds().Json;
        Assert.Equal(30, result.GetProperty("train").GetInt32());
        Assert.Equal(20, result.GetProperty("test").GetInt32());
        Assert.True(result.GetProperty("verified").GetBoolean());
        Assert.Contains("synthetic", (await CliRun.Of("data", "verify", "--data", "synthetic:30,20")).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_reads_every_record_of_a_binary_set()
    {
        SmallSets.Save(folder["set"]);
        Assert.Equal(8, (await CliRun.Of("data", "verify", "--data", $"binary:{folder["set"]}", "--json")).Succeeds().Json.GetProperty("train").GetInt32());

        SmallSets.Poke(folder["set", "train.bin"], at: 1, value: 200);
        Assert.Contains("train.bin", (await CliRun.Of("data", "verify", "--data", $"binary:{folder["set"]}", "--json")).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_folder_holds_the_same_images_as_the_set()
    {
        SmallSets.Save(folder["set"]);
        var exported = (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"], "--json")).Succeeds().Json;
        Assert.Equal((8, 4), (exported.GetProperty("train").GetInt32(), exported.GetProperty("test").GetInt32()));
        Assert.Equal(["ant", "bee", "cat", "dog"], Directory.GetDirectories(folder["png", "train"]).Select(path => Path.GetFileName(path)).Order());

        (await CliRun.Of("data", "export", "--data", $"folder:{folder["png"]}", "--out", folder["again"])).Succeeds();
        string[] Files(string root) => [.. Directory.EnumerateFiles(folder[root], "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(12, Files("png").Length);
        foreach (var part in new[] { "train", "test" })
        {
            foreach (string name in SmallSets.Labels.Fine)
            {
                Assert.Equal(
                    Directory.GetFiles(folder["png", part, name]).Order().Select(File.ReadAllBytes),
                    Directory.GetFiles(folder["again", part, name]).Order().Select(File.ReadAllBytes));
            }
        }
    }

    [Fact]
    public async Task Export_takes_the_limit_from_every_class_in_turn()
    {
        SmallSets.Save(folder["set"]);
        (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"], "--limit", "4")).Succeeds();
        Assert.All(SmallSets.Labels.Fine, name => Assert.Single(Directory.GetFiles(folder["png", "train", name])));
    }

    [Fact]
    public async Task A_limit_below_the_number_of_classes_is_refused_and_at_it_the_folder_can_be_read_back()
    {
        SmallSets.Save(folder["set"]);
        string[] Export(string limit) => ["data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"], "--limit", limit];
        Assert.Contains("--limit is 3; there are images of 4 classes", (await CliRun.Of(Export("3"))).FailsWith(2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["png"]));
        (await CliRun.Of(Export("4"))).Succeeds();
        Assert.Equal(4, (await CliRun.Of("data", "verify", "--data", $"folder:{folder["png"]}", "--json")).Succeeds().Json.GetProperty("train").GetInt32());
    }

    [Fact]
    public async Task Test_images_of_a_class_without_training_images_are_not_exported()
    {
        CifarBinary.Save(folder["set"], Cifar100Split.Train, SmallSets.Images(3));
        CifarBinary.Save(folder["set"], Cifar100Split.Test, SmallSets.Images(4));
        Assert.Contains("the first is 'dog'", (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["png"]));
    }

    [Fact]
    public async Task Export_leaves_a_folder_alone_that_holds_something()
    {
        string kept = folder.Write([1], "png", "kept.txt");
        (await CliRun.Of("data", "export", "--data", "synthetic:10,10", "--out", folder["png"])).FailsWith(1);
        Assert.Equal([1], File.ReadAllBytes(kept));
        Assert.Equal(["png", "png/kept.txt"], folder.Contents());
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_class_name_that_leads_out_of_the_folder_is_refused_and_nothing_is_left_behind(string name)
    {
        var hostile = new ClassLabels([name, "b"], ["x"], [0, 0]);
        var images = new LabeledImages(32, 32, new byte[2 * CifarBinary.PixelBytes], [0, 1], null, hostile);
        CifarBinary.Save(folder["set"], Cifar100Split.Train, images);
        CifarBinary.Save(folder["set"], Cifar100Split.Test, images);
        string[] before = folder.Contents();
        Assert.Contains(name, (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).FailsWith(1), StringComparison.Ordinal);
        Assert.Equal(before, folder.Contents());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_named()
    {
        (await CliRun.Of("data", "export", "--data", "synthetic:200,100", "--out", folder["png"])).Succeeds();
        string broken = Directory.EnumerateFiles(folder["png", "train"], "*.png", SearchOption.AllDirectories).Order().Last();
        File.WriteAllText(broken, "no picture");
        Assert.Contains(broken, (await CliRun.Of("data", "verify", "--data", $"folder:{folder["png"]}")).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_both_parts_that_cannot_be_read_are_named_at_once()
    {
        string[] bad = [.. from name in new[] { "cat", "dog" } from i in Enumerable.Range(0, 5) select folder.Write("no picture"u8.ToArray(), "set", name, $"{i}.png")];
        var run = await CliRun.Of("data", "verify", "--data", $"folder:{folder["set"]}");
        Assert.Contains("10 of 10 pictures", run.FailsWith(1), StringComparison.Ordinal);
        Assert.All(bad, path => Assert.Contains($"unreadable: {path}", run.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("folder:no/such/folder")]
    [InlineData("binary:no/such/folder")]
    public async Task A_missing_folder_is_an_error_that_names_it(string data) =>
        Assert.Contains("no/such/folder", (await CliRun.Of("data", "verify", "--data", data)).FailsWith(1), StringComparison.Ordinal);
}
