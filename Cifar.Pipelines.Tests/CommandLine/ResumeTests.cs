using System.Diagnostics;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>A training that is killed without warning, again and again, ends with the very model of one that ran through.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class ResumeTests : IDisposable
{
    private const int Kills = 5;

    private static readonly string[] Training = ["--net", "simple-cnn", "--data", "synthetic:400,50", "--epochs", "4", "--batch", "50", "--validation", "0.2", "--seed", "11", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killing_amid_writing_and_resuming_gives_the_same_model_bit_for_bit()
    {
        // A checkpoint after every step: as many moments as possible at which one is half written.
        string[] settings = [.. Training, "--set", "checkpoint-minutes=0"];
        Directory.CreateDirectory(folder["killed"]);
        Assert.Equal(0, await Run(["train", .. settings, "--out", folder["straight"]]));

        var random = new Random(Environment.TickCount);
        int runs = 0, code;
        do
        {
            bool started = File.Exists(folder["killed", "checkpoints", "last.json"]);
            string[] arguments = started ? ["train", "--resume", folder["killed"]] : ["train", .. settings, "--out", folder["killed"]];
            code = runs++ < Kills ? await RunUntil(random.Next(1, 30), random.Next(30), folder["killed"], arguments) : await Run(arguments);
        }
        while (code != 0);

        Assert.True(runs > 1, "the training was over before it could be killed");
        Assert.Equal(await File.ReadAllBytesAsync(folder["straight", "model.onnx"]), await File.ReadAllBytesAsync(folder["killed", "model.onnx"]));
        Assert.DoesNotContain(Directory.GetFiles(folder["killed", "checkpoints"]), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resuming_a_finished_training_delivers_the_same_model_and_says_so()
    {
        (await CliRun.Of(["train", .. Training, "--out", folder["run"]])).Succeeds();
        byte[] model = await File.ReadAllBytesAsync(folder["run", "model.onnx"]);
        string[] history = await File.ReadAllLinesAsync(folder["run", "history.csv"]);
        File.Delete(folder["run", "model.onnx"]);
        CliRun again = (await CliRun.Of("train", "--resume", folder["run"], "--json")).Succeeds();
        Assert.Equal(4, again.Json.GetProperty("epochs").GetInt32());
        Assert.False(again.Json.GetProperty("interrupted").GetBoolean());
        Assert.Contains("The training was complete already", again.Error, StringComparison.Ordinal);
        Assert.Equal(model, await File.ReadAllBytesAsync(folder["run", "model.onnx"]));
        Assert.Equal(history, await File.ReadAllLinesAsync(folder["run", "history.csv"]));
    }

    [Fact]
    public async Task A_training_with_other_settings_than_its_checkpoint_is_refused()
    {
        (await CliRun.Of(["train", .. Training, "--out", folder["run"]])).Succeeds();
        string record = await File.ReadAllTextAsync(folder["run", "run.json"]);
        Assert.Contains("epochs=4", record, StringComparison.OrdinalIgnoreCase);
        await File.WriteAllTextAsync(folder["run", "run.json"], record.Replace("epochs=4", "epochs=5", StringComparison.OrdinalIgnoreCase));
        string error = (await CliRun.Of("train", "--resume", folder["run"], "--json")).FailsWith(1);
        Assert.Contains("options.Epochs was 4 and is 5", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_record_of_a_training_is_refused_by_name()
    {
        folder.Write([1, 2, 3], "run", "run.json");
        Directory.CreateDirectory(folder["run", "checkpoints"]);
        Assert.Contains(folder["run", "run.json"], (await CliRun.Of("train", "--resume", folder["run"], "--json")).FailsWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_refused_by_name()
    {
        Assert.Equal(0, await Run(["train", .. Training, "--out", folder["run"]]));
        string tensors = Directory.GetFiles(folder["run", "checkpoints"], "last-*.safetensors").Single();
        byte[] content = await File.ReadAllBytesAsync(tensors);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(tensors, content);
        Assert.Contains(tensors, (await CliRun.Of("train", "--resume", folder["run"], "--json")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_checkpoint_cannot_be_resumed()
    {
        Directory.CreateDirectory(folder["empty"]);
        Assert.Contains(folder["empty"], (await CliRun.Of("train", "--resume", folder["empty"], "--json")).FailsWith(1), StringComparison.Ordinal);
    }

    /// <summary>Runs the command line as a program of its own to its end; its exit code.</summary>
    private static Task<int> Run(string[] arguments) => Run(arguments, Task.Delay(Timeout.Infinite));

    /// <summary>The same, killed (SIGKILL) when so many files have come and gone in a folder and so many pieces of the next were written. -1 where it was killed.</summary>
    private static async Task<int> RunUntil(int files, int pieces, string folder, string[] arguments)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        watcher.Created += (_, _) => Count(ref files);
        watcher.Renamed += (_, _) => Count(ref files);
        watcher.Deleted += (_, _) => Count(ref files);
        watcher.Changed += (_, _) =>
        {
            if (files <= 0)
            {
                Count(ref pieces);
            }
        };
        watcher.EnableRaisingEvents = true;
        return await Run(arguments, reached.Task);

        // The watcher reports one event after another.
        void Count(ref int left)
        {
            left--;
            if (files <= 0 && pieces <= 0)
            {
                reached.TrySetResult();
            }
        }
    }

    private static async Task<int> Run(string[] arguments, Task kill)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Cifar.Cli.CommandLine).Assembly.Location, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        Task end = process.WaitForExitAsync();
        if (await Task.WhenAny(end, kill) == kill)
        {
            process.Kill();
            await end;
        }

        await output;
        bool killed = kill.IsCompleted && process.ExitCode != 0;
        Assert.True(killed || process.ExitCode == 0, $"{string.Join(' ', arguments)}\n{await error}");
        return killed ? -1 : 0;
    }
}
