using System.Diagnostics;
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
        var run = await CliRun.Of(error, interruption.Token, "train", "--net", "simple-cnn", "--data", "synthetic:300,50", "--epochs", "1000", "--batch", "50", "--out", folder["run"], "--json");
        Assert.Equal(130, run.Code);
        Assert.True(run.Json.GetProperty("interrupted").GetBoolean());
        Assert.InRange(run.Json.GetProperty("epochs").GetInt32(), 1, 10);
        Assert.Equal(["curves.png", "curves.svg", "history.csv", "model.onnx", "model.zip", "run.json"], Directory.GetFiles(folder["run"]).Select(path => Path.GetFileName(path)).Order());
        Assert.Equal("interrupted", RunJson().GetProperty("state").GetString(), ignoreCase: true);
        (await CliRun.Of("evaluate", "--model", folder["run", "model.zip"], "--data", "synthetic:10,50", "--json")).Succeeds();
    }

    [Fact]
    public async Task An_interruption_before_training_ends_with_130_and_leaves_no_files()
    {
        var run = await CliRun.Of(new StringWriter(), new CancellationToken(canceled: true), "train", "--net", "simple-cnn", "--data", "synthetic:100,10", "--out", folder["run"]);
        Assert.Equal(130, run.Code);
        Assert.Equal("", run.Output);
        Assert.DoesNotContain(folder.Contents(), path => path.Contains('.', StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interruption_within_the_first_epoch_writes_no_model_and_keeps_the_checkpoint()
    {
        using var interruption = new CancellationTokenSource();
        var training = CliRun.Of(new StringWriter(), interruption.Token, [.. LongTraining, "--out", folder["run"]]);
        await Started(training);
        await interruption.CancelAsync();
        var run = await training;
        Assert.Equal((130, ""), (run.Code, run.Output));
        Assert.Contains(folder["run", "checkpoints"], run.Error, StringComparison.Ordinal);
        Assert.Equal("interrupted", RunJson().GetProperty("state").GetString(), ignoreCase: true);
        Assert.True(File.Exists(folder["run", "checkpoints", "last.json"]));
        Assert.DoesNotContain(folder.Contents(), path => path.Contains("model.", StringComparison.Ordinal));
        Assert.Contains("--resume", (await CliRun.Of([.. LongTraining, "--out", folder["run"]])).FailsWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_replaced_only_when_told_so_and_then_wholly()
    {
        string[] training = ["train", "--net", "simple-cnn", "--data", "synthetic:100,10", "--epochs", "1", "--batch", "50", "--out", folder["run"]];
        (await CliRun.Of([.. training, "--seed", "1"])).Succeeds();
        byte[] model = await File.ReadAllBytesAsync(folder["run", "model.onnx"]);
        string error = (await CliRun.Of([.. training, "--seed", "2"])).FailsWith(2);
        Assert.All([folder["run"], "model.onnx", "--out", $"--resume {folder["run"]}", "--overwrite"], what => Assert.Contains(what, error, StringComparison.Ordinal));
        Assert.Equal(model, await File.ReadAllBytesAsync(folder["run", "model.onnx"]));

        string note = folder.Write([1], "run", "note.txt");
        string[] stale = [folder.Write([1], "run", "evaluation.json"), folder.Write([1], "run", "mlflow-run"), folder.Write([1], "run", "checkpoints", "epoch-0009.safetensors")];
        int events = Directory.GetFiles(folder["run", "tensorboard"]).Length;
        (await CliRun.Of([.. training, "--seed", "2", "--overwrite"])).Succeeds();
        Assert.NotEqual(model, await File.ReadAllBytesAsync(folder["run", "model.onnx"]));
        Assert.All(stale, path => Assert.False(File.Exists(path), path));
        Assert.Equal(events, Directory.GetFiles(folder["run", "tensorboard"]).Length);
        Assert.True(File.Exists(note));
    }

    [Fact]
    public async Task A_training_that_left_no_model_and_no_checkpoint_is_simply_tried_again()
    {
        SmallSets.Save(folder["set"], train: 40, test: 8);
        (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).Succeeds();
        string[] training = ["train", "--net", "simple-cnn", "--data", $"folder:{folder["png"]}", "--size", "16", "--epochs", "1", "--batch", "8", "--out", folder["run"]];
        (await CliRun.Of([.. training, "--heads", "fine+coarse"])).FailsWith(1);
        Assert.Equal("failed", RunJson().GetProperty("state").GetString(), ignoreCase: true);
        (await CliRun.Of(training)).Succeeds();
    }

    [Fact]
    public async Task Two_trainings_at_once_do_not_share_a_folder()
    {
        using var interruption = new CancellationTokenSource();
        var first = CliRun.Of(new StringWriter(), interruption.Token, [.. LongTraining, "--out", folder["run"]]);
        await Started(first);
        Assert.Contains($"Another training is writing to {folder["run"]}", (await CliRun.Of([.. LongTraining, "--overwrite", "--out", folder["run"]])).FailsWith(1), StringComparison.Ordinal);
        await interruption.CancelAsync();
        Assert.Equal(130, (await first).Code);
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
            "train", "--net", "simple-cnn", "--data", "synthetic:400,50", "--limit", "200", "--epochs", "1", "--batch", "40", "--lr", "0.0005", "--validation", "0", "--seed", "3", "--threads", "1",
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
            (await CliRun.Of("train", "--net", "simple-cnn", "--data", "synthetic:100,10", "--epochs", "1", "--batch", "50", "--validation", "0", "--seed", "5", "--threads", "1", "--out", folder[name])).Succeeds();
            return await File.ReadAllBytesAsync(folder[name, "model.onnx"]);
        }

        Assert.Equal(await Train("a"), await Train("b"));
    }

    [Fact]
    public async Task A_folder_of_pictures_can_be_learnt_from_and_evaluated_on()
    {
        SmallSets.Save(folder["set"], train: 40, test: 8);
        (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).Succeeds();
        (await CliRun.Of("train", "--net", "simple-cnn", "--data", $"folder:{folder["png"]}", "--size", "16", "--epochs", "1", "--batch", "8", "--out", folder["run"])).Succeeds();
        var evaluation = (await CliRun.Of("evaluate", "--model", folder["run", "model.zip"], "--data", $"folder:{folder["png"]}", "--json")).Succeeds().Json;
        Assert.Equal(8, evaluation.GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, evaluation.GetProperty("coarseAccuracy").ValueKind);
        Assert.Contains("[16, 16]", (await CliRun.Of("info", folder["run", "model.zip"])).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Superclasses_that_the_data_do_not_have_cannot_be_learnt()
    {
        SmallSets.Save(folder["set"], train: 16, test: 4);
        (await CliRun.Of("data", "export", "--data", $"binary:{folder["set"]}", "--out", folder["png"])).Succeeds();
        string error = (await CliRun.Of("train", "--net", "simple-cnn", "--data", $"folder:{folder["png"]}", "--heads", "fine+coarse", "--out", folder["run"], "--json")).FailsWith(1);
        Assert.Contains("these images have no superclasses", error, StringComparison.Ordinal);
        Assert.Equal("failed", RunJson().GetProperty("state").GetString(), ignoreCase: true);
        Assert.Contains("superclasses", RunJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_is_one_clear_error_and_the_checkpoint_stays()
    {
        string[] training = ["train", "--net", "simple-cnn", "--data", "synthetic:100,50", "--epochs", "2", "--batch", "10", "--validation", "0", "--set", "checkpoint-minutes=0"];
        string error = (await CliRun.Of([.. training, "--optimizer", "sgd", "--schedule", "constant", "--lr", "10", "--set", "momentum=0.99", "--out", folder["run"], "--json"])).FailsWith(1);
        Assert.Matches("The loss is not finite any more in epoch [12], step [0-9]+, at a peak learning rate of 10", error);
        Assert.Contains("Try a lower learning rate", error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["run", "checkpoints", "last.json"]));
        Assert.Equal("failed", RunJson().GetProperty("state").GetString(), ignoreCase: true);
    }

    [SkippableFact]
    public async Task A_full_disk_is_one_clear_error()
    {
        string disk = folder["disk"];
        Directory.CreateDirectory(disk);
        Skip.IfNot(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk), "needs the right to mount a small disk");
        try
        {
            string error = (await CliRun.Of(
                "train", "--net", "simple-cnn", "--data", "synthetic:100,50", "--epochs", "1", "--batch", "50", "--out", Path.Combine(disk, "run"), "--json")).FailsWith(1);
            Assert.Contains($"The checkpoint {Path.Combine(disk, "run", "checkpoints")}", error, StringComparison.Ordinal);
            Assert.Contains("Free some space", error, StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    // An epoch takes half a minute: nobody who interrupts it comes too late.
    private static string[] LongTraining => ["train", "--net", "resnet18", "--data", "synthetic:2000,10", "--epochs", "1000", "--batch", "4"];

    /// <summary>Waits until the first epoch begins, or the training has ended.</summary>
    private async Task Started(Task<CliRun> training)
    {
        while (!File.Exists(folder["run", "history.csv"]) && !training.IsCompleted)
        {
            await Task.Delay(5);
        }
    }

    private JsonElement RunJson() => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(folder["run", "run.json"]));

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
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
