using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cifar.Distributed;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>The meeting point, spoken to by sockets of the test's own.</summary>
public sealed class RendezvousServerTests
{
    private const byte Set = 1, Get = 2, Has = 3, Add = 4, Remove = 5, Count = 6;
    private static readonly IPAddress Here = IPAddress.Parse("127.0.0.2");

    [Fact]
    public void Values_are_kept_counted_and_removed()
    {
        using var place = new Place();
        using var client = new Client(place.Port);
        using var other = new Client(place.Port);
        Assert.Equal((false, ""), client.Ask(Set, "a/1", "one"));
        Assert.Equal((true, "one"), other.Ask(Get, "a/1"));
        Assert.Equal((true, ""), other.Ask(Set, "a/1", "another"));
        Assert.Equal((true, "another"), client.Ask(Get, "a/1"));
        Assert.Equal((true, ""), client.Ask(Has, "a/1"));
        Assert.Equal((false, ""), client.Ask(Get, "nothing"));
        Assert.Equal((true, ""), client.Ask(Remove, "a/1"));
        Assert.Equal((false, ""), client.Ask(Has, "a/1"));
        Assert.Equal(5, client.AskNumber(Add, "n", Number(5)));
        Assert.Equal(3, other.AskNumber(Add, "n", Number(-2)));
        Assert.Equal(1, client.AskNumber(Count, "all", []));

        static byte[] Number(long number) => BitConverter.GetBytes(number);
    }

    [Fact]
    public void Nobody_else_reaches_it_and_nobody_else_listens_there()
    {
        using var place = new Place();
        using var stranger = new TcpClient();
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => stranger.Connect(IPAddress.Loopback, place.Port)).SocketErrorCode);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => new RendezvousServer([Here], place.Port, 1)).SocketErrorCode);
    }

    [Fact]
    public void Its_port_is_free_again_at_once()
    {
        int port;
        using (var place = new Place())
        using (var client = new Client(port = place.Port))
        {
            client.Ask(Set, "a", "b");
        }

        using var again = new RendezvousServer([Here], port, 1);
        using var newcomer = new Client(port);
        Assert.Equal((false, ""), newcomer.Ask(Has, "a"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("cifar-r2")]
    public void Who_does_not_greet_is_cut_off(string greeting)
    {
        using var place = new Place();
        using var client = new Client(place.Port, greeting);
        Assert.True(client.IsCutOff);
    }

    [Theory]
    [InlineData(Set, 0u, 1u)]
    [InlineData(Set, RendezvousServer.LongestKey + 1u, 0u)]
    [InlineData(Set, 1u, RendezvousServer.LongestValue + 1u)]
    [InlineData(Set, uint.MaxValue, uint.MaxValue)]
    [InlineData(Get, 0x80000001u, 0u)]
    public void Lengths_beyond_the_limits_are_not_waited_for(byte operation, uint key, uint value)
    {
        using var place = new Place();
        using var client = new Client(place.Port);
        client.Send(Client.Head(operation, key, value));
        Assert.True(client.IsCutOff);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(7, "")]
    [InlineData(Add, "no number")]
    public void A_question_that_is_none_is_cut_off(byte operation, string value)
    {
        using var place = new Place();
        using var client = new Client(place.Port);
        client.Send([.. Client.Head(operation, 1, (uint)value.Length), (byte)'k', .. Encoding.UTF8.GetBytes(value)]);
        Assert.True(client.IsCutOff);
    }

    [Fact]
    public void What_is_kept_has_a_limit()
    {
        using var place = new Place(); // One rank: two values of the greatest length, less their keys.
        using var client = new Client(place.Port);
        string value = new('x', RendezvousServer.LongestValue);
        client.Ask(Set, "a", value);
        client.Ask(Set, "a", value);
        client.Ask(Set, "b", value[..^2]);
        client.Send([.. Client.Head(Set, 1, 1), (byte)'c', (byte)'x']);
        Assert.True(client.IsCutOff);
        using var other = new Client(place.Port);
        Assert.Equal((true, value), other.Ask(Get, "a"));
    }

    [Fact]
    public void There_is_room_for_some_strangers_and_then_for_no_more()
    {
        using var place = new Place();
        Client[] all = [.. Enumerable.Range(0, 65).Select(_ => new Client(place.Port))];
        Assert.All(all, client => Assert.Equal((false, ""), client.Ask(Has, "a")));
        using (var tooMany = new Client(place.Port, ""))
        {
            Assert.True(tooMany.IsCutOff);
        }

        Array.ForEach(all, client => client.Dispose());
    }

    private sealed class Place : IDisposable
    {
        private readonly RendezvousServer server;

        public Place() => server = new([Here], Port, ranks: 1);

        public int Port { get; } = Ranks.FreePort();

        public void Dispose() => server.Dispose();
    }

    private sealed class Client : IDisposable
    {
        private readonly TcpClient client = new() { ReceiveTimeout = 30_000 };
        private readonly NetworkStream stream;

        public Client(int port, string greeting = "cifar-r1")
        {
            client.Connect(Here, port);
            stream = client.GetStream();
            Send(Encoding.ASCII.GetBytes(greeting));
        }

        public bool IsCutOff
        {
            get
            {
                try
                {
                    return stream.ReadByte() < 0;
                }
                catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
                {
                    return true; // With something unread.
                }
            }
        }

        public static byte[] Head(byte operation, uint key, uint value)
        {
            var head = new byte[9];
            head[0] = operation;
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(1), key);
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(5), value);
            return head;
        }

        public void Send(byte[] bytes) => stream.Write(bytes);

        public (bool Found, string Value) Ask(byte operation, string key, string value = "")
        {
            var (found, answer) = Ask(operation, key, Encoding.UTF8.GetBytes(value));
            return (found, Encoding.UTF8.GetString(answer));
        }

        public long AskNumber(byte operation, string key, byte[] value) => BitConverter.ToInt64(Ask(operation, key, value).Value);

        public void Dispose() => client.Dispose();

        private (bool Found, byte[] Value) Ask(byte operation, string key, byte[] value)
        {
            Send([.. Head(operation, (uint)key.Length, (uint)value.Length), .. Encoding.UTF8.GetBytes(key), .. value]);
            var head = new byte[5];
            stream.ReadExactly(head);
            var answer = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1))];
            stream.ReadExactly(answer);
            return (head[0] == 1, answer);
        }
    }
}
