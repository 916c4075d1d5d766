using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cifar.Distributed;

/// <summary>Keeps what the ranks tell one another, values by key, for as long as rank 0 needs it; on the addresses it is given and no others.</summary>
/// <remarks>
/// A connection begins with a greeting. A question is an operation (1 byte), the lengths of key and value (4 bytes each), key and value; an answer is whether the key was
/// there (1 byte), the length of its value, and the value. All numbers are little endian. Every question is answered at once; who waits asks again. Whoever breaks a limit is cut off.
/// native/rendezvous.cpp is the other side.
/// </remarks>
internal sealed class RendezvousServer : IDisposable
{
    public const int LongestKey = 256;
    public const int LongestValue = 1 << 20;

    private const int Head = 9;
    private const int AnswerHead = 5;

    // Beside one a rank: for ranks that come twice, and for a while for strangers.
    private const int MoreConnections = 64;
    private static readonly byte[] Greeting = "cifar-r1"u8.ToArray();

    // For what follows the first byte of a question, and for the greeting. A rank may be silent between two questions for as long as it likes.
    private static readonly TimeSpan LongestMessage = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Socket> listeners = [];
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationToken stopped;
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    private readonly Lock keeping = new();
    private readonly int mostConnections;
    private readonly long mostBytes;
    private int connections;
    private long bytes;

    /// <summary>Listens.</summary>
    /// <param name="addresses">Addresses of this machine.</param>
    /// <param name="port">1 to 65,535.</param>
    /// <param name="ranks">How many are to come; what is kept grows with them at most by <see cref="LongestValue"/> each.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public RendezvousServer(IEnumerable<IPAddress> addresses, int port, int ranks)
    {
        (stopped, mostConnections, mostBytes) = (stop.Token, ranks + MoreConnections, (ranks + 1L) * LongestValue);
        try
        {
            foreach (IPAddress address in addresses)
            {
                var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                listeners.Add(listener);
                listener.Bind(new IPEndPoint(address, port));
                listener.Listen();
            }
        }
        catch (SocketException)
        {
            Dispose();
            throw;
        }

        listeners.ForEach(listener => _ = Accept(listener));
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        stop.Cancel();
        listeners.ForEach(listener => listener.Dispose());
        stop.Dispose();
    }

    private async Task Accept(Socket listener)
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                Socket client = await listener.AcceptAsync(stopped);
                if (Interlocked.Increment(ref connections) > mostConnections)
                {
                    Interlocked.Decrement(ref connections);
                    client.Dispose();
                    continue;
                }

                _ = Serve(client);
            }
            catch (SocketException)
            {
                // The client gave up meanwhile, or there are too many open files: those who come later may have more luck.
                await Task.Delay(Pause, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(Socket client)
    {
        try
        {
            client.NoDelay = true;
            using var stream = new NetworkStream(client, ownsSocket: true);
            if ((await Read(stream, new byte[Greeting.Length])).AsSpan().SequenceEqual(Greeting))
            {
                var head = new byte[Head];
                while (await Ask(stream, head))
                {
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // Who is gone is found out by the roll call.
        }
        finally
        {
            Interlocked.Decrement(ref connections);
        }
    }

    /// <summary>Answers one question; false where it breaks a limit.</summary>
    private async Task<bool> Ask(NetworkStream stream, byte[] head)
    {
        await stream.ReadExactlyAsync(head.AsMemory(0, 1), stopped);
        using CancellationTokenSource limit = Limit();
        await stream.ReadExactlyAsync(head.AsMemory(1), limit.Token);
        var (keyLength, valueLength) = (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(1)), BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(5)));
        if (keyLength is 0 or > LongestKey || valueLength > LongestValue)
        {
            return false;
        }

        var content = new byte[keyLength + valueLength];
        await stream.ReadExactlyAsync(content, limit.Token);
        if (!TryAnswer((Operation)head[0], Encoding.UTF8.GetString(content, 0, (int)keyLength), content[(int)keyLength..], out var found, out byte[] value))
        {
            return false;
        }

        var answer = new byte[AnswerHead + value.Length];
        answer[0] = found ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(1), value.Length);
        value.CopyTo(answer, AnswerHead);
        await stream.WriteAsync(answer, limit.Token);
        return true;
    }

    private bool TryAnswer(Operation operation, string key, byte[] given, out bool found, out byte[] answer)
    {
        lock (keeping)
        {
            found = values.TryGetValue(key, out byte[]? value);
            answer = [];
            switch (operation)
            {
                case Operation.Set:
                    return TryKeep(key, value, given);
                case Operation.Get:
                    answer = value ?? [];
                    return true;
                case Operation.Has:
                    return true;
                case Operation.Add when given.Length == sizeof(long) && (value ?? given).Length == sizeof(long):
                    answer = Number((value is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(value)) + BinaryPrimitives.ReadInt64LittleEndian(given));
                    return TryKeep(key, value, answer);
                case Operation.Remove:
                    bytes -= found ? key.Length + value!.Length : 0;
                    values.Remove(key);
                    return true;
                case Operation.Count:
                    answer = Number(values.Count);
                    return true;
                default:
                    return false;
            }
        }
    }

    private bool TryKeep(string key, byte[]? before, byte[] value)
    {
        long after = bytes + value.Length - (before?.Length ?? -key.Length);
        if (after > mostBytes)
        {
            return false;
        }

        (bytes, values[key]) = (after, value);
        return true;
    }

    private async Task<byte[]> Read(NetworkStream stream, byte[] target)
    {
        using CancellationTokenSource limit = Limit();
        await stream.ReadExactlyAsync(target, limit.Token);
        return target;
    }

    private CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(LongestMessage);
        return limit;
    }

    private static byte[] Number(long number)
    {
        var written = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(written, number);
        return written;
    }

    private enum Operation : byte
    {
        Set = 1,
        Get,
        Has,
        Add,
        Remove,
        Count,
    }
}
