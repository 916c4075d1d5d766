using System.Text.Json;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary><c>cifar train</c> beyond the usual run: interrupted, limited, from other data, into places that are not there.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class TrainVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_interrupted_training_ends_with_130_and_a_model_that_works()
    {
        using var interruption = new CancellationTokenSource();
        using var error = new Interrupter("epoch 1/", interruption);
        var run = await CliRun.Of(error, interruption.Token, "train", "--data", "synthetic:300,50", "--epochs", "1000", "--batch", "50", "--out", folder["run"], "--json");
        Assert.Equal(130, run.Code);
        Assert.True(run.Json.GetProperty("interrupted").GetBoolean());
        Assert.InRange(run.Json.GetProperty("epochs").GetInt32(), 1, 10);
        Assert.Equal(4, Directory.GetFiles(folder["run"]).Length);
        (await CliRun.Of("evaluate", "--model", folder["run", "model.zip"], "--data", "synthetic:10,50", "--json")).Succeeds();
    }

    [Fact]
    public async Task An_interruption_before_training_ends_with_130_and_leaves_no_files()
    {
        var run = await CliRun.Of(new StringWriter(), new CancellationToken(canceled: true), "train", "--data", "synthetic:100,10", "--out", folder["run"]);
        Assert.Equal(130, run.Code);
        Assert.Equal("", run.Output);
        Assert.DoesNotContain(folder.Contents(), path => path.Contains('.', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_refused_before_training()
    {
        string file = folder.Write([1], "file");
        string error = (await CliRun.Of("train", "--data", "synthetic", "--epochs", "1000", "--out", Path.Combine(file, "run"), "--json")).FailsWith(1);
        Assert.Contains("--out", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_reach_the_model()
    {
        var result = (await CliRun.Of(
            "train", "--data", "synthetic:400,50", "--limit", "200", "--epochs", "1", "--batch", "40", "--lr", "0.0005", "--validation", "0", "--seed", "3", "--threads", "1",
            "--no-sharpen", "--normalize", "zero-to-one", "--set", "weight-decay=0.25", "--set", "schedule=cosine", "--out", folder["run"], "--json")).Succeeds().Json;
        Assert.Equal(JsonValueKind.Null, result.GetProperty("validation").GetProperty("microAccuracy").ValueKind);

        var info = (await CliRun.Of("info", folder["run", "model.onnx"], "--json")).Succeeds().Json;
        Assert.Equal(JsonValueKind.Null, info.GetProperty("preprocessing").GetProperty("sharpening").ValueKind);
        Assert.Equal(0, info.GetProperty("preprocessing").GetProperty("normalization").GetProperty("offset")[0].GetDouble());
        var training = info.GetProperty("training");
        Assert.Equal((200, 40, 3), (training.GetProperty("trainingImages").GetInt32(), training.GetProperty("batchSize").GetInt32(), training.GetProperty("seed").GetInt32()));
        Assert.Equal((0.0005, 0.25), (training.GetProperty("learningRate").GetDouble(), training.GetProperty("weightDecay").GetDouble()));
        Assert.Equal("cosine", training.GetProperty("schedule").GetString(), ignoreCase: true);
    }

    [Fact]
    public async Task Equal_seeds_give_equal_models()
    {
        async Task<byte[]> Train(string name)
        {
            (await CliRun.Of("train", "--data", "synthetic:100,10", "--epochs", "1", "--batch", "50", "--validation", "0", "--seed", "5", "--threads", "1", "--out", folder[name])).Succeeds();
            return await File.ReadAllBytesAsync(folder[name, "model.onnx"]);
        }

        Assert.Equal(await Train("a"), await Train("b"));
    }

    [Fact]
    public async Task A_folder_of_pictures_can_be_learnt_from_and_evaluated_on()
    {
        SmallSets.Save(folder["set"], train: 40, test: 8);
        (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).Succeeds();
        (await CliRun.Of("train", "--data", $"folder:{folder["png"]}", "--size", "16", "--epochs", "1", "--batch", "8", "--out", folder["run"])).Succeeds();
        var evaluation = (await CliRun.Of("evaluate", "--model", folder["run", "model.zip"], "--data", $"folder:{folder["png"]}", "--json")).Succeeds().Json;
        Assert.Equal(8, evaluation.GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, evaluation.GetProperty("coarseAccuracy").ValueKind);
        Assert.Contains("[16, 16]", (await CliRun.Of("info", folder["run", "model.zip"])).Succeeds().Output, StringComparison.Ordinal);
    }

    /// <summary>Interrupts when a certain text is written.</summary>
    private sealed class Interrupter(string text, CancellationTokenSource interruption) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(text, StringComparison.Ordinal) == true)
            {
                interruption.Cancel();
            }
        }
    }
}
