using System.Net;
using System.Net.Sockets;
using Cifar.Distributed;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Ranks listen where the user says, and nowhere else.</summary>
[Collection(TorchTests.Name)]
public sealed class ListeningTests : IDisposable
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2"), Third = IPAddress.Parse("127.0.0.3");

    private readonly Ranks ranks = new();

    public void Dispose() => ranks.Dispose();

    [SkippableFact]
    public void Rank_0_listens_at_the_address_of_the_rendezvous_and_the_gradients_at_that_of_the_interface()
    {
        int port = Ranks.FreePort();
        IPEndPoint[] found = WhileConnecting(Rendezvous.At(Second.ToString(), port), Third.ToString());
        Assert.Contains(new IPEndPoint(Second, port), found);
        Assert.Single(found, where => where.Address.Equals(Third));
        Assert.All(found, where => Assert.True(where.Address.Equals(Third) || where.Equals(new IPEndPoint(Second, port)), where.ToString()));
    }

    [SkippableFact]
    public void Ranks_that_meet_in_a_file_listen_on_the_loopback_interface_alone() =>
        Assert.Equal(IPAddress.Loopback, Assert.Single(WhileConnecting(ranks.Place(tcp: false), null)).Address);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Processes_of_one_machine_listen_on_the_loopback_interface_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs /proc.");
        using var folder = new TemporaryFolder();

        // An interface in the environment is for jobs of many machines; this one does not even exist.
        using var job = new CifarProcess(
            [],
            [("GLOO_SOCKET_IFNAME", "none0")],
            ["train", "--net", "simple-cnn", "--data", "synthetic:100,10", "--epochs", "1", "--batch", "50", "--validation", "0", "--threads", "1", "--processes", "2", "--out", folder["run"]]);
        var end = job.End();
        HashSet<int> seen = [];
        while (!end.IsCompleted)
        {
            foreach (int process in job.Children.Append(job.Id))
            {
                seen.Add(process);
                Assert.All(ListeningSockets.Of(process), where => Assert.Equal(IPAddress.Loopback, where.Address));
            }

            await Task.WhenAny(end, Task.Delay(20));
        }

        Assert.Equal(3, seen.Count);
        var (code, error) = await end;
        Assert.True(code == 0, error);
    }

    [Fact]
    public void A_name_that_means_another_machine_is_refused_unless_an_interface_is_given()
    {
        // Of the addresses for documentation (RFC 5737), which no machine has.
        ProcessGroupOptions options = Options(Rendezvous.At("192.0.2.77", 29500), null);
        var error = Assert.Throws<RankFailedException>(() => ProcessGroup.Join(options));
        Assert.Equal([0], error.Ranks);
        Assert.StartsWith("Rank 0 cannot listen at 192.0.2.77:29500", error.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.Equal([Third], LocalAddresses.ToListenOn(options with { Interface = Third.ToString() }));
    }

    [Fact]
    public void An_interface_that_is_not_there_is_refused_with_those_that_are()
    {
        ProcessGroupOptions options = Options(ranks.Place(tcp: false), "none0") with { Size = 1 };
        var error = Assert.Throws<RankFailedException>(() => ProcessGroup.Join(options));
        Assert.StartsWith("The machine of rank 0 has no interface or address 'none0'; it has ", error.Message, StringComparison.Ordinal);
        Assert.Equal(IPAddress.Loopback, LocalAddresses.ToBeReachedAt(options with { Interface = "lo" }));
    }

    [Fact]
    public void A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = Assert.Throws<RankFailedException>(() => ProcessGroup.Join(Options(Rendezvous.At("127.0.0.1", port), null)));
        Assert.StartsWith($"Rank 0 cannot listen at 127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Where rank 0 of two listens while it waits for rank 1 to connect, which never does.</summary>
    private static IPEndPoint[] WhileConnecting(Rendezvous place, string? networkInterface)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs /proc.");
        HashSet<IPEndPoint> before = [.. ListeningSockets.OfThisProcess];
        IPEndPoint[] found = [];
        ProcessGroupOptions options = Options(place, networkInterface);
        int expected = place.File is null ? 2 : 1;
        var (_, failures) = Ranks.Try(2, rank =>
        {
            using var store = KeyValueStore.Open(options with { Rank = rank });
            using var rollCall = new RollCall(store, options with { Rank = rank });
            if (rank == 0)
            {
                return FullMesh.Connect(store, options, rollCall);
            }

            Assert.True(store.Has("address/0", within: options.Patience));
            Assert.True(SpinWait.SpinUntil(() => (found = [.. ListeningSockets.OfThisProcess.Except(before)]).Length >= expected, options.Patience));
            rollCall.Leave(new IOException("It was enough."));
            return 0;
        });
        Assert.Null(failures[1]);
        Assert.Contains("It was enough.", Assert.IsType<RankFailedException>(failures[0]).Message, StringComparison.Ordinal);
        return found;
    }

    private static ProcessGroupOptions Options(Rendezvous place, string? networkInterface) =>
        new() { Rank = 0, Size = 2, Rendezvous = place, Interface = networkInterface, Timeout = TimeSpan.FromSeconds(20) };
}
