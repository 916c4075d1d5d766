using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Cifar.LoadTest;

/// <summary>Connections that send one picture after the other and wait for each answer. Plain sockets: an HTTP client would take the cores from the server.</summary>
internal sealed class Clients(Uri address, int connections)
{
    private readonly ConcurrentBag<double> latencies = [];
    private readonly ConcurrentDictionary<int, int> statuses = new();

    public async Task<LoadResult> Run(TimeSpan time)
    {
        byte[][] requests = [.. Enumerable.Range(0, 64).Select(Request)];
        long start = Stopwatch.GetTimestamp();
        using var memory = new MemoryWatch(time);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => Ask(requests, i, start, time))));
        return new LoadResult(Stopwatch.GetElapsedTime(start), [.. latencies.Order()], statuses.ToDictionary(), memory.FirstQuarter, memory.LastQuarter);
    }

    private async Task Ask(byte[][] requests, int seed, long start, TimeSpan time)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        for (int i = seed; Stopwatch.GetElapsedTime(start) < time; i++)
        {
            long asked = Stopwatch.GetTimestamp();
            await stream.WriteAsync(requests[i % requests.Length]);
            int status = await ReadAnswer(stream, buffer);
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (status == 200)
            {
                latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            else
            {
                await Task.Delay(100); // Told to come back later, if sooner than it was told.
            }
        }
    }

    private static async Task<int> ReadAnswer(NetworkStream stream, byte[] buffer)
    {
        for (int length = 0; ;)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
            var answer = buffer.AsSpan(0, length);
            int end = answer.IndexOf("\r\n\r\n"u8);
            if (end >= 0 && IsComplete(answer, end))
            {
                return int.Parse(Encoding.ASCII.GetString(answer[9..12]), System.Globalization.CultureInfo.InvariantCulture);
            }
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer, int end)
    {
        int at = answer[..end].IndexOf("Content-Length: "u8);
        return at < 0
            ? answer.EndsWith("0\r\n\r\n"u8) // Chunked.
            : answer.Length == end + 4 + int.Parse(Encoding.ASCII.GetString(answer[(at + 16)..][..answer[(at + 16)..].IndexOf((byte)'\r')]), System.Globalization.CultureInfo.InvariantCulture);
    }

    private byte[] Request(int seed)
    {
        byte[] png = SamplePicture.Png(seed);
        return [.. Encoding.ASCII.GetBytes($"POST /api/v1/classify HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: image/png\r\nContent-Length: {png.Length}\r\n\r\n"), .. png];
    }
}
