using System.Text.Json;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>Pictures of a folder that cannot be read: named, counted, and left out only when told so.</summary>
[Collection(TorchTests.Name)]
public sealed class BadImageTests : IDisposable
{
    private const int Good = 24;

    private readonly TemporaryFolder folder = new();
    private readonly string backbone;
    private readonly string[] bad;

    public BadImageTests()
    {
        byte[] picture = DamagedImages.Sample("rgb8.png");
        foreach (string name in new[] { "cat", "dog" })
        {
            folder.Write(picture, "set", "test", name, "one.png");
            for (int i = 0; i < Good / 2; i++)
            {
                folder.Write(picture, "set", "train", name, $"{i:D2}.png");
            }
        }

        bad = [Write(picture[..100], "cat", "cut.png"), Write([], "cat", "empty.jpg"), Write("a letter"u8.ToArray(), "dog", "letter.png")];
        backbone = folder.Write(SmallBackbone.Residual(), "small.onnx");
    }

    private string[] Transfer => ["transfer", "--backbone", backbone, "--size", "32", "--cache", folder["cache"], "--data", "folder:" + folder["set"], "--out", folder["run"]];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("transfer")]
    [InlineData("features")]
    [InlineData("train")]
    public async Task All_of_them_are_named_before_the_command_fails(string verb)
    {
        CliRun run = await CliRun.Of(Command(verb));
        string error = run.FailsWith(1);
        Assert.Contains($"3 of {Good + 3} pictures in {folder["set"]} cannot be read", error, StringComparison.Ordinal);
        Assert.Contains("--on-bad-image skip", error, StringComparison.Ordinal);
        Assert.All(bad, path => Assert.Contains($"unreadable: {path}", run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Transfer_leaves_them_out_and_lists_them_in_its_record()
    {
        CliRun run = (await CliRun.Of([.. Transfer, "--on-bad-image", "skip", "--json"])).Succeeds();
        Assert.Equal(Good, run.Json.GetProperty("computedImages").GetInt32());
        Assert.Equal(bad, Skipped(run.Json));
        Assert.Equal(bad, Skipped(JsonDocument.Parse(File.ReadAllText(folder["run", "run.json"])).RootElement));
        Assert.All(bad, path => Assert.Contains($"left out: {path}", run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_leaves_them_out_and_lists_them_in_its_record()
    {
        (await CliRun.Of([.. Command("train"), "--on-bad-image", "skip"])).Succeeds();
        JsonElement data = JsonDocument.Parse(File.ReadAllText(folder["run", "run.json"])).RootElement.GetProperty("data");
        Assert.Equal(Good, data.GetProperty("images").GetInt32());
        Assert.Equal(bad, Skipped(data));
    }

    [Fact]
    public async Task A_class_without_a_single_readable_picture_is_refused()
    {
        Write([], "eel", "one.png");
        Write([], "eel", "two.png");
        string error = (await CliRun.Of([.. Transfer, "--on-bad-image", "skip"])).FailsWith(1);
        Assert.Contains("all of the class 'eel'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_one_class_is_refused()
    {
        Directory.Delete(folder["set", "train", "dog"], recursive: true);
        Assert.Contains("only one class, 'cat'", (await CliRun.Of(Transfer)).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_word_is_wrong_usage() => Assert.Contains("fail, skip", (await CliRun.Of([.. Transfer, "--on-bad-image", "drop"])).FailsWith(2), StringComparison.Ordinal);

    private static string[] Skipped(JsonElement record) => [.. record.GetProperty("skippedImages").EnumerateArray().Select(one => one.GetProperty("path").GetString()!)];

    private string[] Command(string verb) => verb switch
    {
        "features" => ["features", .. Transfer[1..^2]],
        "train" => ["train", "--net", "simple-cnn", "--epochs", "1", "--batch", "8", "--data", "folder:" + folder["set"], "--out", folder["run"]],
        _ => Transfer,
    };

    private string Write(byte[] bytes, string name, string file) => folder.Write(bytes, "set", "train", name, file);
}
