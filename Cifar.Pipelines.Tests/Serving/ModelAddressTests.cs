using System.Net;
using System.Net.Sockets;
using Cifar.Pipelines.Serving;

namespace Cifar.Pipelines.Tests.Serving;

public sealed class ModelAddressTests
{
    [Fact]
    public void What_could_not_be_loaded_is_asked_for_again()
    {
        using var server = new MachineLearning.ModelServer();
        server.Serve([1, 2, 3], "one");
        using var address = new ModelAddress(server.Address);
        int downloads = 0;
        for (int i = 0; i < 4; i++)
        {
            address.Download(_ => ++downloads > 1); // Cannot be loaded the first time.
        }

        Assert.Equal(2, downloads);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_of_the_file_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            var connection = await listener.AcceptTcpClientAsync();
            await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning"u8.ToArray());
            return connection;
        });
        using var address = new ModelAddress(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/model.zip"), TimeSpan.FromMilliseconds(300));
        var error = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => address.Download(_ => true)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("sent nothing for 0.3 seconds", error.Message, StringComparison.Ordinal);
        using var held = await serving;
    }
}
