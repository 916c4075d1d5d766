using System.Text.Json;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>One training by two processes is the training by one.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class TrainRanksTests : IDisposable
{
    // A network without dropout and batch normalisation: with them every rank has random numbers or statistics of its own.
    private static readonly string[] Exact = ["train", "--net", "three-conv-cnn", "--seed", "3", "--set", "precision=float32"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("flip translate=4", 2)]
    [InlineData("r1", 3)]
    [InlineData("r4-transfer mixup=0.2", 2)]
    public async Task Losses_of_50_steps_are_those_of_one_process(string augmentation, int processes)
    {
        // A batch holds all images, so that every epoch is one step. Small steps of plain gradient descent: Adam divides gradients by their own size,
        // and makes as much of their rounding errors as of a change of threads in one process.
        string[] settings =
        [
            .. Exact, "--data", "synthetic:100,10", "--batch", "100", "--epochs", "50", "--validation", "0", "--optimizer", "Sgd", "--lr", "0.005", "--augment", augmentation,
        ];
        double[] alone = Losses(await Train("alone", [.. settings, "--threads", "2"]), "trainingLoss");
        double[] together = Losses(await Train("together", [.. settings, "--threads", "1", "--processes", $"{processes}"]), "trainingLoss");
        Assert.Equal(50, alone.Length);
        Assert.Equal(alone, together, (a, b) => Math.Abs(a - b) < 2e-5 * Math.Abs(a));
        Assert.True(alone[^1] < alone[0]);
    }

    [Fact]
    public async Task Evaluation_by_several_processes_is_that_by_one()
    {
        string[] settings = [.. Exact, "--data", "synthetic:1600,10", "--batch", "200", "--epochs", "2", "--validation", "0.4", "--threads", "1"];
        JsonElement alone = await Train("alone", settings), together = await Train("together", [.. settings, "--processes", "2"]);
        Assert.Equal(Losses(alone, "validationLoss"), Losses(together, "validationLoss"), (a, b) => Math.Abs(a - b) < 1e-4 * a);
        Assert.Equal(Losses(alone, "validationAccuracy"), Losses(together, "validationAccuracy"), (a, b) => Math.Abs(a - b) < 2.0 / 640);
        JsonElement ranks = together.GetProperty("ranks");
        Assert.Equal(2, ranks.GetProperty("size").GetInt32());
        Assert.Equal(4 * together.GetProperty("parameters").GetInt64(), ranks.GetProperty("bytesPerStep").GetInt64());
        Assert.False(alone.TryGetProperty("ranks", out _));
    }

    [Fact]
    public async Task Networks_with_dropout_and_batch_normalisation_train_the_same_way_twice()
    {
        string[] settings = ["train", "--net", "six-conv-cnn", "--data", "synthetic:60,10", "--batch", "20", "--epochs", "2", "--validation", "0.2", "--threads", "1", "--processes", "2", "--size", "16"];
        JsonElement first = await Train("first", settings), second = await Train("second", settings);
        Assert.Equal(Losses(first, "trainingLoss"), Losses(second, "trainingLoss"));
        Assert.Equal(await File.ReadAllBytesAsync(folder["first", "model.onnx"]), await File.ReadAllBytesAsync(folder["second", "model.onnx"]));
    }

    [Fact]
    public async Task A_batch_smaller_than_the_number_of_processes_is_refused_once()
    {
        CliRun run = await CliRun.Of([.. Exact, "--data", "synthetic:100,10", "--batch", "1", "--epochs", "1", "--validation", "0", "--processes", "2", "--out", folder["run"]]);
        Assert.Equal(1, run.Code);
        Assert.Contains("A batch of 1 images cannot be divided among 2 ranks.", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("cifar: error: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_processes_do_not_replace_a_run_either()
    {
        folder.Write([1], "run", "model.onnx");
        CliRun run = await CliRun.Of([.. Exact, "--data", "synthetic:100,10", "--batch", "50", "--epochs", "1", "--processes", "2", "--out", folder["run"]]);
        Assert.Equal(2, run.Code);
        Assert.Contains($"{folder["run"]} holds a training already", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("cifar: error: ", StringComparison.Ordinal));
    }

    private async Task<JsonElement> Train(string name, string[] arguments)
    {
        (await CliRun.Of([.. arguments, "--out", folder[name]])).Succeeds();
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(folder[name, "run.json"]));
    }

    private static double[] Losses(JsonElement run, string key) => [.. run.GetProperty("history").EnumerateArray().Select(epoch => epoch.GetProperty(key).GetDouble())];
}
