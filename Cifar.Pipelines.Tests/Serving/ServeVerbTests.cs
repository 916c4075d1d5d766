using System.Net;
using System.Net.Sockets;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Distributed;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class ServeVerbTests(ServingModels models)
{
    [Fact]
    public async Task Serves_until_it_is_interrupted()
    {
        using var stop = new CancellationTokenSource();
        using var error = new AddressWriter();
        var run = CliRun.Of(error, stop.Token, "serve", "--model", models["first.onnx"], "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = await error.Address.WaitAsync(TimeSpan.FromMinutes(1)) };
        Assert.Equal("ready\n", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        await stop.CancelAsync();
        (await run).Succeeds();
    }

    [Theory]
    [InlineData("There is no model at", "--model", "nowhere")]
    [InlineData("--workers is -1", "--model", "first.onnx", "--workers", "-1")]
    [InlineData("--report is 'none.html'", "--model", "first.onnx", "--report", "none.html")]
    public async Task A_wrong_setting_is_named_before_anything_is_loaded(string what, params string[] args)
    {
        string error = (await CliRun.Of(["serve", .. args.Select(arg => arg == "first.onnx" ? models[arg] : arg)])).FailsWith(1);
        Assert.Contains(what, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1 :5997")]
    [InlineData("http://127.0.0.1:80x")]
    [InlineData("http://localhost:abc")]
    [InlineData("http://localhost:65536")]
    [InlineData("http://example.org:5032")]
    [InlineData("http://*.org:5032")]
    [InlineData("http://127.0.0.1:5032/page")]
    [InlineData("127.0.0.1:5032")]
    [InlineData("ftp://127.0.0.1:5032")]
    public async Task An_address_that_cannot_be_read_is_wrong_usage_and_not_every_interface(string url)
    {
        string error = (await CliRun.Of("serve", "--model", models["first.onnx"], "--urls", $"http://127.0.0.1:0;{url};")).FailsWith(2);
        Assert.Contains($"'{url}'", error, StringComparison.Ordinal);
        Assert.Contains("such as http://127.0.0.1:5032", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_is_left_to_a_proxy() => Assert.Contains(
        "reverse proxy", (await CliRun.Of("serve", "--model", models["first.onnx"], "--urls", "https://127.0.0.1:5032")).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public async Task A_start_that_fails_is_one_error_and_no_trace()
    {
        using var folder = new TemporaryFolder();
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        foreach (var (model, url, because) in new[]
        {
            (models["first.onnx"], $"http://{busy.LocalEndpoint}", "the address is in use"),
            (models["first.onnx"], "http://203.0.113.1:5997", "this is no address of this machine"), // Reserved for documentation.
            (folder.Write("no model"u8.ToArray(), "bad.onnx"), "http://127.0.0.1:0", "cifar: error: "),
        })
        {
            using var server = new CifarProcess("serve", "--model", model, "--urls", url);
            var (code, error) = await server.End();
            Assert.Equal(1, code);
            Assert.Single(error.Split('\n'), line => line.StartsWith("cifar: error: ", StringComparison.Ordinal));
            Assert.Contains(because, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.DoesNotContain("Hosting", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_interruption_while_it_starts_is_said_so()
    {
        var run = await CliRun.Of(new StringWriter(), new CancellationToken(canceled: true), "serve", "--model", models["first.onnx"], "--urls", "http://127.0.0.1:0");
        Assert.Equal((130, "cifar: interrupted"), (run.Code, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task An_empty_key_is_an_error_and_not_an_open_server()
    {
        using var server = new CifarProcess([], [("CIFAR_API_KEY", "")], ["serve", "--model", models["first.onnx"], "--urls", "http://127.0.0.1:0"]);
        var (code, error) = await server.End();
        Assert.Equal(1, code);
        Assert.Contains("CIFAR_API_KEY", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://*:0", true)]
    [InlineData("http://127.0.0.1:0;", false)]
    public async Task A_server_that_others_reach_without_a_key_says_so(string urls, bool isOpen)
    {
        using var stop = new CancellationTokenSource();
        using var error = new AddressWriter();
        var run = CliRun.Of(error, stop.Token, "serve", "--model", models["first.onnx"], "--urls", urls);
        await error.Address.WaitAsync(TimeSpan.FromMinutes(1));
        await stop.CancelAsync();
        Assert.Equal(isOpen, (await run).Succeeds().Error.Contains("note: whoever reaches this machine may use the server", StringComparison.Ordinal));
    }

    /// <summary>Waits for the line with the address.</summary>
    private sealed class AddressWriter : StringWriter
    {
        private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Address => address.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal)) is { } found)
            {
                address.TrySetResult(new Uri(found.TrimEnd(';')));
            }
        }
    }
}
