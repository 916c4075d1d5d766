using System.Diagnostics;
using System.Net.Sockets;

namespace Cifar.LoadTest;

/// <summary>Counts what many connections get, and what it costs, from its creation on.</summary>
internal sealed class Tally(TimeSpan time) : IDisposable
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly TimeSpan processor = Environment.CpuUsage.TotalTime;
    private readonly MemoryWatch memory = new(time);
    private readonly Lock counting = new();
    private readonly List<(TimeSpan At, double Milliseconds)> accepted = [];
    private readonly SortedDictionary<int, int> statuses = [];
    private readonly HashSet<ulong> versions = [];
    private int lost;
    private int withoutRetryAfter;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    public bool IsOver => Elapsed >= time;

    /// <summary>Asks, and counts what comes back; false when the connection is of no more use.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="request">The request.</param>
    /// <param name="due">When the request was to be sent: waiting for a free connection counts as latency.</param>
    public async Task<bool> Count(Connection connection, byte[] request, long due)
    {
        try
        {
            var answer = await connection.Ask(request);
            lock (counting)
            {
                Count(answer, Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            lock (counting)
            {
                lost++;
            }

            return false;
        }
    }

    public LoadResult Finish() => new(
        Elapsed, [.. accepted], statuses, lost, withoutRetryAfter, versions.Count, Environment.CpuUsage.TotalTime - processor, memory.FirstQuarter, memory.LastQuarter);

    public void Dispose() => memory.Dispose();

    private void Count(Answer answer, double milliseconds)
    {
        statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
        if (answer.Status == 200)
        {
            accepted.Add((Elapsed, milliseconds));
            versions.Add(answer.ModelVersion);
        }
        else if (answer.Status == 429 && !answer.SaysWhenToComeBack)
        {
            withoutRetryAfter++;
        }
    }
}
