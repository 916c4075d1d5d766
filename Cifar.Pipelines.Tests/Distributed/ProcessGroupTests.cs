using Cifar.Distributed;
using Cifar.Pipelines.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>What ranks do together, and what becomes of a job when one of them does not.</summary>
[Collection(TorchTests.Name)]
public sealed class ProcessGroupTests : IDisposable
{
    private readonly Ranks ranks = new();

    public void Dispose() => ranks.Dispose();

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Sums_and_broadcasts_reach_every_rank(int size, bool tcp)
    {
        var results = ranks.Run(size, group =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor sum = arange(5, ScalarType.Float32) * (group.Rank + 1);
            group.Sum(sum);
            Tensor column = zeros([3, 4], ScalarType.Int64).add_(group.Rank).t(); // Not contiguous.
            group.Broadcast(column, root: 1);
            Tensor flag = tensor(group.Rank == 0);
            group.Broadcast(flag);
            group.Barrier();
            return (Sum: sum.data<float>().ToArray(), Column: column.sum().item<long>(), Flag: flag.item<bool>());
        }, tcp);
        float total = Enumerable.Range(1, size).Sum();
        Assert.All(results, result =>
        {
            Assert.Equal([0, total, 2 * total, 3 * total, 4 * total], result.Sum);
            Assert.Equal(12, result.Column);
            Assert.True(result.Flag);
        });
    }

    [Fact]
    public void Bytes_and_numbers_travel_by_rank()
    {
        var results = ranks.Run(3, group =>
        {
            var training = new GlooTrainingGroup(group);
            var gathered = training.Gather([.. Enumerable.Repeat((byte)group.Rank, group.Rank)]);
            return (gathered, Plan: training.Broadcast(group.Rank == 0 ? new byte[] { 7, 8 } : []), Sum: training.Sum([group.Rank, 0.5]));
        });
        Assert.All(results, result =>
        {
            Assert.Equal([[], [1], [2, 2]], result.gathered);
            Assert.Equal(new byte[] { 7, 8 }, result.Plan);
            Assert.Equal([3, 1.5], result.Sum);
        });
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_rank_that_does_not_come_is_named_by_all_others()
    {
        Rendezvous place = ranks.Place(tcp: true);
        var (_, failures) = Ranks.Try(2, rank => ProcessGroup.Join(Options(rank, 3, place, seconds: 3)));
        Assert.All(failures, failure =>
        {
            var error = Assert.IsType<RankFailedException>(failure);
            Assert.Equal([2], error.Ranks);
            Assert.Contains("ank 2", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Rank_0_that_does_not_listen_is_named()
    {
        var error = Assert.Throws<RankFailedException>(() => ProcessGroup.Join(Options(1, 2, ranks.Place(tcp: true), seconds: 3)));
        Assert.Equal([0], error.Ranks);
        Assert.StartsWith("Rank 1 did not reach rank 0 at 127.0.0.1:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_rank_that_is_there_twice_and_one_of_another_size_are_refused()
    {
        Rendezvous place = ranks.Place(tcp: false);
        var (_, failures) = Ranks.Try(2, _ => ProcessGroup.Join(Options(1, 3, place, seconds: 3)));
        Assert.Contains(failures, failure => failure!.Message.Contains("Two processes say that they are rank 1", StringComparison.Ordinal));

        Rendezvous other = ranks.Place(tcp: false);
        (_, failures) = Ranks.Try(2, rank => ProcessGroup.Join(Options(rank, rank + 2, other, seconds: 3)));
        Assert.Contains(failures, failure => failure!.Message.Contains("job of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rank_that_fails_gives_all_others_its_reason(bool tcp)
    {
        Rendezvous place = ranks.Place(tcp);
        for (int failing = 0; failing < 2; failing++)
        {
            place = ranks.Place(tcp);
            var (_, failures) = Ranks.Try(3, rank =>
            {
                var group = ProcessGroup.Join(Options(rank, 3, place, seconds: 20));
                if (rank == failing)
                {
                    group.Leave(new IOException("The disk is full."));
                    return 0;
                }

                using Tensor some = zeros(100);
                group.Sum(some);
                return 0;
            });
            Assert.Null(failures[failing]);
            Assert.All(failures.Where((_, rank) => rank != failing), failure =>
                Assert.StartsWith($"Rank {failing} failed: The disk is full.", Assert.IsType<RankFailedException>(failure).Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_rank_that_hangs_ends_the_job_within_the_timeout_and_is_named()
    {
        Rendezvous place = ranks.Place(tcp: true);
        using var over = new CountdownEvent(2);
        var (_, failures) = Ranks.Try(3, rank =>
        {
            var group = ProcessGroup.Join(Options(rank, 3, place, seconds: 6));
            if (rank == 1)
            {
                over.Wait();
                group.Leave(new OperationCanceledException());
                return 0;
            }

            try
            {
                using Tensor some = zeros(100);
                group.Sum(some);
            }
            finally
            {
                over.Signal();
            }

            return 0;
        });
        Assert.All([failures[0], failures[2]], failure =>
        {
            var error = Assert.IsType<RankFailedException>(failure);
            Assert.Equal([1], error.Ranks);
            Assert.StartsWith("Rank 1 hangs", error.Message, StringComparison.Ordinal);
        });
    }

    private static ProcessGroupOptions Options(int rank, int size, Rendezvous place, double seconds) =>
        new() { Rank = rank, Size = size, Rendezvous = place, Timeout = TimeSpan.FromSeconds(seconds) };
}
