using System.Globalization;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Ranks that are killed or frozen without warning. CIFAR_TEST_KILLS sets how often (4).</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class KilledRankTests : IDisposable
{
    private const int Steps = 60;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("CIFAR_TEST_KILLS") ?? "4", CultureInfo.InvariantCulture);

    // A checkpoint after every step: as many moments as possible at which one is half written.
    private static readonly string[] Training =
    [
        "train", "--net", "simple-cnn", "--data", "synthetic:300,50", "--epochs", "12", "--batch", "50", "--validation", "0.2", "--seed", "5", "--threads", "1", "--set", "checkpoint-minutes=0",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killing_any_rank_at_any_moment_ends_all_and_resuming_gives_the_model_of_a_training_without_kills()
    {
        string[] two = ["--processes", "2", "--timeout", "60"];
        using (var straight = new CifarProcess([.. Training, .. two, "--out", folder["straight"]]))
        {
            Assert.Equal(0, (await straight.End()).Code);
        }

        var random = new Random(Environment.TickCount);
        Directory.CreateDirectory(folder["killed"]);
        int killed = 0;
        for (int run = 0; run < Kills; run++)
        {
            bool started = File.Exists(folder["killed", "checkpoints", "last.json"]);
            using var job = new CifarProcess(started ? ["train", "--resume", folder["killed"], .. two] : [.. Training, .. two, "--out", folder["killed"]]);
            await FilesCame(folder["killed"], random.Next(1, Steps / Math.Max(1, Kills / 4)), job);
            int[] ranks = job.Children;
            if (ranks.Length == 0)
            {
                break; // It was over already.
            }

            CifarProcess.Kill(ranks[random.Next(ranks.Length)]);
            var (code, error) = await job.End();
            Assert.All(ranks, rank => Assert.False(CifarProcess.IsAlive(rank)));
            if (code != 0)
            {
                killed++;
                Assert.Equal(1, code);
                Assert.Single(error.Split('\n'), line => line.StartsWith("cifar: error: ", StringComparison.Ordinal));
                Assert.Matches("ank [01] (died|was ended by signal 9|, where)|Rank 0, where", error);
            }
        }

        Assert.True(killed > 0, "the training was over before a rank could be killed");
        using var last = new CifarProcess("train", "--resume", folder["killed"], "--processes", "2");
        var end = await last.End();
        Assert.True(end.Code == 0, end.Error);
        Assert.Equal(await File.ReadAllBytesAsync(folder["straight", "model.onnx"]), await File.ReadAllBytesAsync(folder["killed", "model.onnx"]));
        Assert.DoesNotContain(Directory.GetFiles(folder["killed"], "*", SearchOption.AllDirectories), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_training_goes_on_with_another_number_of_processes()
    {
        using (var job = new CifarProcess([.. Training, "--processes", "2", "--out", folder["run"]]))
        {
            await FilesCame(folder["run"], 12, job);
            CifarProcess.Kill(job.Children[1]);
            Assert.Equal(1, (await job.End()).Code);
        }

        using var alone = new CifarProcess("train", "--resume", folder["run"]);
        var end = await alone.End();
        Assert.True(end.Code == 0, end.Error);
        string[] epochs = [.. (await File.ReadAllLinesAsync(folder["run", "history.csv"])).Skip(1).Select(line => line.Split(',')[0])];
        Assert.Equal(Enumerable.Range(1, 12).Select(epoch => epoch.ToString(CultureInfo.InvariantCulture)), epochs);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public async Task Ranks_on_their_own_find_out_which_one_is_gone(int victim, bool killed)
    {
        string master = $"127.0.0.1:{Ranks.FreePort()}";
        CifarProcess Start(int rank) => new([.. Training, "--world-size", "2", "--rank", $"{rank}", "--master", master, "--timeout", "20", "--out", folder["run"]]);
        using CifarProcess first = Start(0), second = Start(1);
        await FilesCame(folder["run"], 8, first);
        (CifarProcess gone, CifarProcess left) = victim == 0 ? (first, second) : (second, first);
        Action<int> strike = killed ? CifarProcess.Kill : CifarProcess.Freeze;
        strike(gone.Id);
        var (code, error) = await left.End();
        Assert.Equal(1, code);
        Assert.Contains($"ank {victim}", error, StringComparison.Ordinal);
    }

    /// <summary>Waits until so many files have come or gone in a folder, or the job has ended.</summary>
    private static async Task FilesCame(string folder, int count, CifarProcess job)
    {
        Directory.CreateDirectory(folder);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        FileSystemEventHandler one = (_, _) =>
        {
            if (--count <= 0)
            {
                reached.TrySetResult();
            }
        };
        watcher.Created += one;
        watcher.Deleted += one;
        watcher.Renamed += (_, _) => one(watcher, null!);
        watcher.EnableRaisingEvents = true;
        await Task.WhenAny(reached.Task, job.End());
    }
}
