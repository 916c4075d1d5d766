using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Serving;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>A folder of pictures without <c>test/</c>, whose division depends on what is in it, after pictures were added to it.</summary>
[Collection(TorchTests.Name)]
public sealed class ChangedFolderTests : IDisposable
{
    private const string Note = "some of the test images may have been learnt from";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Images_that_are_not_those_of_the_training_are_said_to_be_others_or_refused()
    {
        for (int i = 0; i < 10; i++)
        {
            Add("cat", $"{i}.png", seed: i);
            Add("dog", $"{i}.png", seed: 100 + i);
        }

        string data = "folder:" + folder["set"], model = folder["run", "model.onnx"];
        (await CliRun.Of("train", "--net", "simple-cnn", "--epochs", "1", "--batch", "8", "--validation", "0.25", "--data", data, "--out", folder["run"])).Succeeds();
        string[] evaluate = ["evaluate", "--model", model, "--data", data];
        foreach (string part in new[] { "test", "validation", "train" })
        {
            Assert.DoesNotContain(Note, (await CliRun.Of([.. evaluate, "--split", part])).Succeeds().Error, StringComparison.Ordinal);
        }

        Add("cat", "0-new.png", seed: 200);
        Add("dog", "0-new.png", seed: 201);
        Assert.Contains(Note, (await CliRun.Of(evaluate)).Succeeds().Error, StringComparison.Ordinal);
        foreach (string[] command in new string[][] { [.. evaluate, "--split", "validation"], [.. evaluate, "--split", "train"], ["calibrate", "--model", model, "--data", data] })
        {
            Assert.Contains("not the images that the model was trained on", (await CliRun.Of(command)).FailsWith(1), StringComparison.Ordinal);
        }

        // Without its record nobody can tell.
        File.Delete(folder["run", "run.json"]);
        Assert.DoesNotContain(Note, (await CliRun.Of(evaluate)).Succeeds().Error, StringComparison.Ordinal);
    }

    private void Add(string name, string file, int seed) => folder.Write(TestPictures.Png(seed), "set", name, file);
}
