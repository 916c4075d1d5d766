using System.Diagnostics;
using System.Globalization;
using Cifar.Distributed.Native;

namespace Cifar.Distributed;

/// <summary>Rank by rank, who has come.</summary>
internal static class MeetingPoint
{
    // A rank that gave up leaves its reason, for which the others look this often.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    /// <summary>Announces this rank and waits for all others.</summary>
    /// <exception cref="RankFailedException">One is missing when the time is over, has come twice, or takes the job for a larger or smaller one.</exception>
    public static void WaitForAll(KeyValueStore store, ProcessGroupOptions options, Stopwatch clock)
    {
        try
        {
            if (store.Add($"count/{options.Rank}", 1) > 1)
            {
                throw new RankFailedException([options.Rank], $"Two processes say that they are rank {options.Rank} at {options.Rendezvous}.\nGive each its own rank, and each job a place of its own.");
            }

            store.Set($"here/{options.Rank}", options.Size.ToString(CultureInfo.InvariantCulture));
            for (int rank = 0; rank < options.Size; rank++)
            {
                WaitFor(rank, store, options, clock);
            }
        }
        catch (TransportException cause)
        {
            throw new RankFailedException([0], $"Rank 0, where the ranks meet, is gone: {options.Rendezvous} does not answer any more (noticed by rank {options.Rank} while waiting for the others: {cause.Message}).", cause);
        }
    }

    private static void WaitFor(int rank, KeyValueStore store, ProcessGroupOptions options, Stopwatch clock)
    {
        while (!store.Has($"here/{rank}", Slice))
        {
            if (RollCall.Left(store, options) is { } failure)
            {
                throw failure;
            }

            if (clock.Elapsed > options.Patience)
            {
                int[] missing = [.. Enumerable.Range(0, options.Size).Where(one => !store.Has($"here/{one}"))];
                if (missing.Length == 0)
                {
                    continue; // They came at the last moment.
                }

                throw new RankFailedException(missing, $"{RankFailedException.Name(missing)} did not come to {options.Rendezvous} within {options.Patience.TotalSeconds:0.#} s.\nStart all {options.Size} ranks, with the same place and size.");
            }
        }

        if (store.Get($"here/{rank}") is var size && size != options.Size.ToString(CultureInfo.InvariantCulture))
        {
            throw new RankFailedException([rank], $"Rank {rank} was started for a job of {size} ranks, rank {options.Rank} for one of {options.Size}.\nStart all ranks with the same size.");
        }
    }
}
