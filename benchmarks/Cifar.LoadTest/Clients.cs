using System.Diagnostics;
using System.Threading.Channels;

namespace Cifar.LoadTest;

/// <summary>Connections to one server that send pictures of 32 x 32 pixels.</summary>
internal sealed class Clients(Uri address, int connections)
{
    private readonly byte[][] requests = [.. Enumerable.Range(0, 64).Select(seed => Connection.Request(address, SamplePicture.Png(seed)))];

    /// <summary>Each connection asks again as soon as it was answered.</summary>
    public Task<LoadResult> Run(TimeSpan time) => Run(time, async (tally, connection, seed) =>
    {
        for (int i = seed; !tally.IsOver; i++)
        {
            if (!await tally.Count(connection, requests[i % requests.Length], Stopwatch.GetTimestamp()))
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Requests come at a rate, whatever the answers are; who finds no free connection waits for one, and that counts as latency.</summary>
    public async Task<LoadResult> Run(TimeSpan time, double perSecond)
    {
        var due = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleWriter = true });
        var arrivals = Arrive(due.Writer, time, perSecond);
        var result = await Run(time, async (tally, connection, seed) =>
        {
            int i = seed;
            await foreach (long moment in due.Reader.ReadAllAsync())
            {
                if (!await tally.Count(connection, requests[i++ % requests.Length], moment))
                {
                    return false;
                }
            }

            return true;
        });
        await arrivals;
        return result;
    }

    private static async Task Arrive(ChannelWriter<long> due, TimeSpan time, double perSecond)
    {
        long start = Stopwatch.GetTimestamp();
        for (long sent = 0; Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time;)
        {
            for (; sent < elapsed.TotalSeconds * perSecond; sent++)
            {
                due.TryWrite(start + (long)(sent / perSecond * Stopwatch.Frequency));
            }

            await Task.Delay(1);
        }

        due.Complete();
    }

    private async Task<LoadResult> Run(TimeSpan time, Func<Tally, Connection, int, Task<bool>> ask)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Connection.Open(address)));
        using var tally = new Tally(time);
        await Task.WhenAll(open.Select((connection, seed) => Task.Run(async () =>
        {
            // A connection that the server closed is opened anew: what it lost is counted.
            while (!await ask(tally, connection, seed))
            {
                connection.Dispose();
                connection = await Connection.Open(address);
            }

            connection.Dispose();
        })));
        return tally.Finish();
    }
}
