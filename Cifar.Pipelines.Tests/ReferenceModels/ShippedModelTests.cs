using System.Security.Cryptography;
using System.Text.Json;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.ReferenceModels;

/// <summary>The trained models of this repository, as a fresh clone uses them.</summary>
public sealed class ShippedModelTests
{
    private const long Largest = 25_000_000;

    private static readonly string Folder = Path.Combine(Repository.Root, "onnx");
    private static readonly JsonElement List = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Folder, "models.json")));

    private static IEnumerable<JsonElement> Models => List.GetProperty("models").EnumerateArray();

    private static string Drawing(string name) => Path.Combine(Repository.Root, "samples", "Quickstart", "drawings", name + ".png");

    [Fact]
    public void The_list_is_true()
    {
        Assert.Contains(Text(List, "default"), Models.Select(model => Text(model, "name")));
        foreach (var model in Models)
        {
            string name = Text(model, "name");
            byte[] file = File.ReadAllBytes(Path.Combine(Folder, Text(model, "file")));
            Assert.Equal((file.Length, Text(model, "sha256")), (model.GetProperty("bytes").GetInt64(), Convert.ToHexStringLower(SHA256.HashData(file))));
            Assert.InRange(file.Length, 1, Largest);
            using var scorer = new OnnxImageScorer(file);
            Assert.Equal((100, 20, name), (scorer.Description.Labels.Fine.Count, scorer.Description.Labels.Coarse!.Count, scorer.Description.Network));
            var results = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Folder, name + ".results.json")));
            Assert.Equal(model.GetProperty("testAccuracy").GetDouble(), results.GetProperty("microAccuracy").GetDouble());
            Assert.Contains(Text(model, "command"), File.ReadAllText(Path.Combine(Folder, name + ".md")), StringComparison.Ordinal);
            Assert.Equal(scorer.Description.Training!.Epochs, File.ReadAllLines(Path.Combine(Folder, name + ".history.csv")).Length - 1);
        }
    }

    [Fact]
    public void Nothing_beside_the_models_tells_of_the_machine_they_were_trained_on()
    {
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            string text = File.ReadAllText(file, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("/tmp/", text, StringComparison.Ordinal);
            Assert.DoesNotContain("/home/", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Repository.Root + "/", text, StringComparison.Ordinal);
            if (Path.GetExtension(file) != ".onnx")
            {
                // No absolute path at all; among the bytes of weights one may stand by chance.
                Assert.DoesNotMatch("(?m)(^|[\\s\"'=(`])/[a-z]+/", text);
            }
        }
    }

    [Fact]
    public async Task Pictures_are_classified_without_naming_a_model()
    {
        var run = (await CliRun.Of("predict", Drawing("clock"), Drawing("house"), Drawing("sunflower"), "--json")).Succeeds();
        Assert.Equal(["clock", "house", "sunflower"], run.Json.EnumerateArray().Select(picture => Text(picture.GetProperty("predictions")[0], "label")));
        Assert.Contains($"model: {Text(List, "default")}, which comes with cifar; trained on CIFAR-100", run.Error, StringComparison.Ordinal);
        var named = (await CliRun.Of("predict", "--model", Text(List, "default"), Drawing("clock"), Drawing("house"), Drawing("sunflower"), "--json")).Succeeds();
        Assert.Equal(run.Output, named.Output);
        Assert.Equal(run.Error, named.Error);
    }

    [Fact]
    public async Task Every_model_is_found_by_its_name()
    {
        foreach (var model in Models)
        {
            var info = (await CliRun.Of("info", Text(model, "name"), "--json")).Succeeds().Json;
            Assert.Equal((Text(model, "name"), "float16", model.GetProperty("bytes").GetInt64()), (Text(info, "network"), Text(info, "precision").ToLowerInvariant(), info.GetProperty("bytes").GetInt64()));
        }

        Assert.Equal(Text(List, "default"), Text((await CliRun.Of("info", "--json")).Succeeds().Json, "network"));
        Assert.Contains("Did you mean 'speed-net'?", (await CliRun.Of("predict", "--model", "sped-net", Drawing("clock"))).FailsWith(1), StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        (await CliRun.Of("explain", Drawing("house"), "--out", folder["house.png"])).Succeeds();
    }

    [Fact]
    public async Task An_environment_variable_takes_the_place_of_the_default()
    {
        Environment.SetEnvironmentVariable("CIFAR_MODEL", "simple-cnn");
        try
        {
            Assert.Equal("simple-cnn", Text((await CliRun.Of("info", "--json")).Succeeds().Json, "network"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CIFAR_MODEL", null);
        }
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task The_test_images_give_the_accuracy_of_the_list_to_the_last_digit()
    {
        Skip.If(Cifar100.Find() is null, "CIFAR-100 is neither in $CIFAR_DATA nor in the user cache (get it with: cifar data get).");
        foreach (var model in Models)
        {
            var result = (await CliRun.Of("evaluate", "--model", Path.Combine(Folder, Text(model, "file")), "--data", "cifar100", "--json")).Succeeds().Json;
            Assert.Equal(model.GetProperty("testAccuracy").GetDouble(), result.GetProperty("microAccuracy").GetDouble());
            Assert.Equal(model.GetProperty("testImages").GetInt32(), result.GetProperty("count").GetInt32());
        }
    }

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;
}
