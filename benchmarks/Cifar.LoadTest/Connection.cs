using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Cifar.LoadTest;

/// <summary>One connection that is kept alive. A plain socket with finished requests: an HTTP client would take the cores from the server.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket socket;
    private readonly byte[] buffer = new byte[16 << 10];

    private Connection(Socket socket) => this.socket = socket;

    public static async Task<Connection> Open(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return new Connection(socket);
    }

    /// <summary>What <see cref="Ask"/> sends for a picture.</summary>
    public static byte[] Request(Uri address, byte[] picture) =>
    [
        .. Encoding.ASCII.GetBytes($"POST /api/v1/classify HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"),
        .. picture,
    ];

    /// <exception cref="IOException">The connection was closed before the answer was complete.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask<Answer> Ask(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request)..];
        }

        for (int length = 0; ;)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The server closed the connection.");
            if (Parse(buffer.AsSpan(0, length)) is { } answer)
            {
                return answer;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>null while there is more to come.</summary>
    private static Answer? Parse(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var head = bytes[..end];
        var body = bytes[(end + 4)..];
        bool isComplete = head.IndexOf("Content-Length: "u8) is var at and >= 0
            ? body.Length == Number(head[(at + 16)..])
            : body.EndsWith("0\r\n\r\n"u8); // Chunked.
        return isComplete ? new Answer(Number(head[9..]), head.IndexOf("Retry-After: "u8) >= 0, Version(body)) : null;
    }

    private static int Number(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return int.Parse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static ulong Version(ReadOnlySpan<byte> body)
    {
        var name = "\"modelVersion\":\""u8;
        int at = body.IndexOf(name);
        return at < 0 ? 0 : ulong.Parse(body.Slice(at + name.Length, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}

/// <summary>What a request got.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="SaysWhenToComeBack">Whether there is a Retry-After.</param>
/// <param name="ModelVersion">The version that answered; 0 where none did.</param>
internal readonly record struct Answer(int Status, bool SaysWhenToComeBack, ulong ModelVersion);
