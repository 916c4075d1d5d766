using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cifar.Distributed.Native;

namespace Cifar.Distributed;

/// <summary>Connects every rank with every other by Gloo, each at the address it gives; where that fails, finds out whose address is not reached.</summary>
internal static class FullMesh
{
    // Nobody listens there. A refusal is an answer too: the way is free.
    private const int NobodysPort = 9;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    /// <returns>The native group.</returns>
    /// <exception cref="RankFailedException">A rank is not reached, or left.</exception>
    public static nint Connect(KeyValueStore store, ProcessGroupOptions options, RollCall rollCall)
    {
        string own = LocalAddresses.ToBeReachedAt(options).ToString();
        try
        {
            store.Set(Address(options.Rank), own);

            // Gloo waits for the others by a clock of its own, which hears nothing of what they found out.
            var connecting = Task.Factory.StartNew(
                () => NativeMethods.Check(NativeMethods.cd_group(store.Handle, options.Rank, options.Size, own, (long)options.Patience.TotalMilliseconds)),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var clock = Stopwatch.StartNew();
            while (Task.WaitAny([connecting], Slice) < 0)
            {
                if (RollCall.Left(store, options) is { } failure)
                {
                    throw failure;
                }

                if (clock.Elapsed > options.Patience)
                {
                    throw new TransportException($"no connection within {options.Patience.TotalSeconds:0.#} s");
                }
            }

            return connecting.GetAwaiter().GetResult();
        }
        catch (TransportException cause)
        {
            throw Unreachable(store, options, cause) ?? rollCall.Ask("connecting to the others", cause);
        }
    }

    private static RankFailedException? Unreachable(KeyValueStore store, ProcessGroupOptions options, TransportException cause)
    {
        try
        {
            var others = Enumerable.Range(0, options.Size).Where(rank => rank != options.Rank && store.Has(Address(rank)))
                .Select(rank => (Rank: rank, Address: store.Get(Address(rank)))).ToArray();
            bool[] answers = Task.WhenAll(others.Select(other => Answers(IPAddress.Parse(other.Address), options.Grace / 2))).GetAwaiter().GetResult();
            var silent = others.Where((_, i) => !answers[i]).ToArray();
            int[] ranks = [.. silent.Select(other => other.Rank)];
            return ranks.Length == 0 ? null : new(
                ranks,
                $"{RollCall.Capital(RankFailedException.Name(ranks))} cannot be reached by rank {options.Rank} at {string.Join(", ", silent.Select(other => other.Address))} ({cause.Message}).\n"
                + "Name, on every rank, an interface or address of its machine that all other ranks reach.",
                cause);
        }
        catch (TransportException)
        {
            return null; // Rank 0 is gone, which the roll call says.
        }
    }

    private static async Task<bool> Answers(IPAddress address, TimeSpan time)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(time);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, NobodysPort), limit.Token);
            return true;
        }
        catch (SocketException answer)
        {
            return answer.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string Address(int rank) => $"address/{rank}";
}
