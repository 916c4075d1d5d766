using System.Net;
using System.Text.Json;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Ranks on two machines with networks of their own.</summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class NetworkTests : IDisposable
{
    private const string Address = "10.77.1.1";
    private const int Port = 29500;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task Gradients_pass_through_the_named_interface_and_nothing_listens_elsewhere()
    {
        using var machines = new NetworkNamespaces();
        using CifarProcess first = Start(machines, 0, epochs: 4, NetworkNamespaces.Data), second = Start(machines, 1, epochs: 4, NetworkNamespaces.Data);
        var ends = Task.WhenAll(first.End(), second.End());
        HashSet<IPEndPoint> listening = [];
        while (!ends.IsCompleted)
        {
            listening.UnionWith(ListeningSockets.Of(first.Id));
            Assert.All(ListeningSockets.Of(second.Id), where => Assert.Equal("10.77.2.2", where.Address.ToString()));
            await Task.WhenAny(ends, Task.Delay(5));
        }

        Assert.All(await ends, end => Assert.True(end.Code == 0, end.Error));
        Assert.Contains(new IPEndPoint(IPAddress.Parse(Address), Port), listening);
        Assert.All(listening.Where(where => where.Port != Port), where => Assert.Equal("10.77.2.1", where.Address.ToString()));

        var run = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(folder["run", "run.json"]));
        long gradients = 4 * 2 * run.GetProperty("ranks").GetProperty("bytesPerStep").GetInt64(); // Four epochs of two steps; two ranks send each other all of it.
        long data = machines.Received(0, NetworkNamespaces.Data), meeting = machines.Received(0, NetworkNamespaces.Meeting);
        Assert.True(data > gradients, $"{data:N0} bytes came through the named interface for {gradients:N0} of gradients");
        Assert.True(meeting < gradients / 20, $"{meeting:N0} bytes came through the interface that was not named");
    }

    [SkippableFact]
    public async Task An_address_that_others_do_not_reach_ends_all_ranks_and_its_rank_is_named()
    {
        using var machines = new NetworkNamespaces();
        using CifarProcess first = Start(machines, 0, epochs: 1, NetworkNamespaces.Meeting), second = Start(machines, 1, epochs: 1, NetworkNamespaces.Island);
        foreach (CifarProcess rank in new[] { first, second })
        {
            var (code, error) = await rank.End();
            Assert.Equal(1, code);
            Assert.Contains("Rank 1 cannot be reached by rank 0 at 10.11.0.2", error, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_network_that_goes_down_ends_all_ranks_and_each_names_the_other()
    {
        using var machines = new NetworkNamespaces();
        using CifarProcess first = Start(machines, 0, epochs: 2000, null), second = Start(machines, 1, epochs: 2000, null);
        while (machines.Received(0, NetworkNamespaces.Meeting) < 20_000_000) // They have begun to train.
        {
            Assert.True(CifarProcess.IsAlive(first.Id) && CifarProcess.IsAlive(second.Id));
            await Task.Delay(50);
        }

        machines.Cut(NetworkNamespaces.Meeting);
        var (code, error) = await first.End();
        Assert.Equal(1, code);
        Assert.Contains("Rank 1 died, froze or lost the connection", error, StringComparison.Ordinal);
        (code, error) = await second.End();
        Assert.Equal(1, code);
        Assert.Contains("Rank 0, where the ranks meet, is gone", error, StringComparison.Ordinal);
    }

    private CifarProcess Start(NetworkNamespaces machines, int rank, int epochs, string? network) => machines.Start(
        rank,
        [
            "train", "--net", "simple-cnn", "--data", "synthetic:100,10", "--epochs", $"{epochs}", "--batch", "50", "--validation", "0", "--threads", "1", "--timeout", "20",
            "--world-size", "2", "--rank", $"{rank}", "--master", $"{Address}:{Port}", .. network is null ? Array.Empty<string>() : ["--interface", network], "--out", folder["run"],
        ]);
}
