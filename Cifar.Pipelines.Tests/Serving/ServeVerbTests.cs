using Cifar.Pipelines.Tests.CommandLine;

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
