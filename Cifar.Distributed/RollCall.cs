using System.Diagnostics;
using System.Globalization;
using Cifar.Distributed.Native;

namespace Cifar.Distributed;

/// <summary>Finds out which rank is at fault when something fails that all take part in.</summary>
/// <remarks>
/// Whoever notices raises an alarm in the store. A timer in every process answers it, whatever the process is busy with: who does not answer is dead, frozen or cut
/// off. Who answers but never noticed anything hangs. A rank that fails by itself leaves its reason.
/// </remarks>
internal sealed class RollCall : IDisposable
{
    private const string Alarm = "alarm";

    // Between the ranks at fault and what happened, where one rank passes on what it found out.
    private const char Blame = '\t';
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(400);

    private readonly KeyValueStore store;
    private readonly ProcessGroupOptions options;
    private readonly Timer timer;
    private readonly Lock answering = new();
    private bool over;

    public RollCall(KeyValueStore store, ProcessGroupOptions options)
    {
        this.store = store;
        this.options = options;
        timer = new(_ => Answer(), null, Period, Period);
    }

    /// <summary>Ends the timer; once this returns it does not touch the store any more.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (answering)
        {
            over = true;
        }
    }

    /// <summary>Tells the others why this rank leaves.</summary>
    public void Leave(Exception reason)
    {
        store.Set(Reason(options.Rank), reason is RankFailedException { Ranks.Count: > 0 } known
            ? $"{string.Join(',', known.Ranks)}{Blame}{known.Message}"
            : reason.Message.Split('\n')[0]);
        store.Set(Alarm, "");
    }

    /// <summary>The reason that some rank left, if one did.</summary>
    public static RankFailedException? Left(KeyValueStore store, ProcessGroupOptions options)
    {
        if (!store.Has(Alarm))
        {
            return null; // One question instead of one for every rank.
        }

        int failed = Enumerable.Range(0, options.Size).FirstOrDefault(rank => rank != options.Rank && store.Has(Reason(rank)), -1);
        if (failed < 0)
        {
            return null;
        }

        string reason = store.Get(Reason(failed));
        store.Set(Heard(options.Rank), "");
        return reason.Split(Blame, 2) is [var ranks, var message] && ranks.All(letter => char.IsAsciiDigit(letter) || letter == ',')
            ? new([.. ranks.Split(',').Select(rank => int.Parse(rank, CultureInfo.InvariantCulture))], message)
            : new([failed], $"Rank {failed} failed: {reason}");
    }

    /// <summary>Waits until all others know why this rank leaves, as far as they still answer.</summary>
    public void WaitUntilHeard() => _ = Others.All(rank => store.Has(Heard(rank), options.Grace));

    /// <summary>Asks who is left after something failed.</summary>
    /// <param name="doing">What failed, as in "while ...".</param>
    /// <param name="cause">What the transport said.</param>
    public RankFailedException Ask(string doing, TransportException cause)
    {
        try
        {
            return Judge(doing, cause);
        }
        catch (TransportException unreachable)
        {
            return new([0], $"Rank 0, where the ranks meet, is gone: {options.Rendezvous} does not answer any more (noticed by rank {options.Rank} while {doing}: {cause.Message}).", unreachable);
        }
    }

    private RankFailedException Judge(string doing, TransportException cause)
    {
        store.Set(Noticed(options.Rank), "");
        store.Set(Present(options.Rank), "");
        store.Set(Alarm, "");
        var clock = Stopwatch.StartNew();
        List<int> absent = [.. Others], unaware = [.. Others];
        while (clock.Elapsed < options.Grace && unaware.Count > 0)
        {
            if (Left(store, options) is { } reason)
            {
                return reason;
            }

            absent.RemoveAll(rank => store.Has(Present(rank)));
            unaware.RemoveAll(rank => store.Has(Noticed(rank)));
            store.Has(Reason(unaware.FirstOrDefault()), TimeSpan.FromMilliseconds(20));
            if (absent.Count == 0 && clock.Elapsed > options.Grace / 2)
            {
                break;
            }
        }

        // A rank may have left its reason in the last moment.
        if (Left(store, options) is { } late)
        {
            return late;
        }

        string noticed = $"(noticed by rank {options.Rank} while {doing}: {cause.Message})";
        return absent.Count > 0
            ? new(absent, $"{Capital(RankFailedException.Name(absent))} died, froze or lost the connection: no answer any more {noticed}.", cause)
            : unaware.Count > 0
                ? new(unaware, $"{Capital(RankFailedException.Name(unaware))} hangs or is far behind: alive, but did not take part within {options.Patience.TotalSeconds:0.#} s {noticed}.", cause)
                : new([], $"The ranks lost their connection, though all of them are alive {noticed}.", cause);
    }

    private void Answer()
    {
        // A call may take longer than the period.
        if (!answering.TryEnter())
        {
            return;
        }

        try
        {
            if (!over && store.Has(Alarm) && !store.Has(Present(options.Rank)))
            {
                store.Set(Present(options.Rank), "");
            }
        }
        catch (TransportException)
        {
            // Rank 0 is gone. The next operation of the training fails by that, and says so.
            over = true;
        }
        finally
        {
            answering.Exit();
        }
    }

    private IEnumerable<int> Others => Enumerable.Range(0, options.Size).Where(rank => rank != options.Rank);

    internal static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Present(int rank) => $"present/{rank}";

    private static string Noticed(int rank) => $"noticed/{rank}";

    private static string Reason(int rank) => $"reason/{rank}";

    private static string Heard(int rank) => $"heard/{rank}";
}
