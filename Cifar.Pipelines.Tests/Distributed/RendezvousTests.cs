using Cifar.Distributed;

namespace Cifar.Pipelines.Tests.Distributed;

public sealed class RendezvousTests
{
    [Theory]
    [InlineData("node0:29500", "node0", 29500)]
    [InlineData("10.0.0.1:1", "10.0.0.1", 1)]
    [InlineData("[fe80::1]:65535", "fe80::1", 65535)]
    public void An_address_is_read_and_written_alike(string text, string host, int port)
    {
        var place = Rendezvous.Parse(text);
        Assert.Equal((host, port, null), (place.Host, place.Port, place.File));
        Assert.Equal(text, place.ToString());
        Assert.Equal(Rendezvous.At(host, port), place);
    }

    [Fact]
    public void A_file_is_read_and_written_alike()
    {
        Assert.Equal(Rendezvous.In("/shared/job"), Rendezvous.Parse("file:/shared/job"));
        Assert.Equal("file:/shared/job", Rendezvous.In("/shared/job").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("node0")]
    [InlineData(":29500")]
    [InlineData("node0:0")]
    [InlineData("node0:65536")]
    [InlineData("node0:-1")]
    [InlineData("no de:1")]
    [InlineData("fe80::1:29500")]
    [InlineData("file:")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(Rendezvous.TryParse(text, null, out _));
        Assert.Contains("node0:29500", Assert.Throws<FormatException>(() => Rendezvous.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new ProcessGroupOptions { Rank = 2, Size = 0, Rendezvous = Rendezvous.At("a", 1), Timeout = TimeSpan.FromSeconds(1) };
        string message = Assert.Throws<ArgumentException>(() => ProcessGroup.Join(options)).Message;
        Assert.All(["Size is 0", "Rank is 2", "Timeout is 1 s"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
