using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Transfer;

public sealed class BackboneDownloadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] file = RandomNumberGenerator.GetBytes(300_000);
    private readonly BackboneEntry entry;

    public BackboneDownloadTests() => entry = BackboneCatalog.Default.Entries[0] with
    {
        Name = "small",
        File = "small.onnx",
        Url = new("https://models.example/small.onnx"),
        Bytes = file.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_fetched_checked_and_named_when_it_is_whole()
    {
        var told = new Recorder();
        Fetch(new ScriptedServer(file), told);
        Assert.Equal(file, File.ReadAllBytes(folder["models", "small.onnx"]));
        Assert.Equal([folder["models", "small.onnx"]], Directory.GetFiles(folder["models"]));
        Assert.Equal(1, told.Last.Fraction);
    }

    [Fact]
    public void A_broken_line_keeps_what_came_and_the_next_run_goes_on_from_there()
    {
        var server = new ScriptedServer(file) { BreakAfter = new([100_000]) };
        string message = Assert.Throws<IOException>(() => Fetch(server)).Message;
        Assert.Contains("connection broke", message, StringComparison.Ordinal);
        Assert.Contains("100,000 bytes received so far are kept", message, StringComparison.Ordinal);
        Assert.Contains($"Put the file small.onnx (300,000 bytes, SHA-256 {entry.Sha256}) at {folder["models", "small.onnx"]}", message, StringComparison.Ordinal);
        Fetch(server);
        Assert.Equal([0, 100_000], server.Requests);
        Assert.Equal(file, File.ReadAllBytes(folder["models", "small.onnx"]));
    }

    [Fact]
    public void A_line_that_ends_early_without_an_error_is_told_from_a_damaged_file()
    {
        Assert.Contains("ended after 200,000 of 300,000", Assert.Throws<IOException>(() => Fetch(new ScriptedServer(file[..200_000]) { SaysLength = false })).Message, StringComparison.Ordinal);
        Assert.Equal(200_000, new FileInfo(folder["models", "small.onnx.part"]).Length);
        var server = new ScriptedServer(file) { IgnoresRanges = true };
        Fetch(server);
        Assert.Equal(file, File.ReadAllBytes(folder["models", "small.onnx"]));
    }

    [Fact]
    public void Other_bytes_are_refused_with_both_hashes_and_not_kept()
    {
        byte[] other = [.. file];
        other[5] ^= 1;
        string message = Assert.Throws<InvalidDataException>(() => Fetch(new ScriptedServer(other))).Message;
        Assert.Contains($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(other))}, expected {entry.Sha256}", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["models"]));
        Assert.Contains("more than the expected 300,000 bytes", Assert.Throws<InvalidDataException>(() => Fetch(new ScriptedServer([.. file, 1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_from_the_wrong_place_is_not_kept()
    {
        folder.Write(file[..100_000], "models", "small.onnx.part");
        Assert.Contains("wrong place", Assert.Throws<IOException>(() => Fetch(new WrongPlace(file))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["models"]));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public void A_server_that_refuses_leaves_the_help(HttpStatusCode status)
    {
        string message = Assert.Throws<IOException>(() => Fetch(new ScriptedServer(file) { Refusals = new([status]) })).Message;
        Assert.Contains("small is not on this machine and cannot be downloaded from https://models.example/small.onnx", message, StringComparison.Ordinal);
        Assert.Contains($"{(int)status}", message, StringComparison.Ordinal);
        Assert.Contains("--backbone FILE.onnx", message, StringComparison.Ordinal);
    }

    private void Fetch(HttpMessageHandler server, IProgress<DownloadProgress>? progress = null) =>
        new BackboneDownload(entry, folder["models", "small.onnx"], server).Fetch(progress, CancellationToken.None);

    /// <summary>Answers with the last half of the file, whatever part is asked for.</summary>
    private sealed class WrongPlace(byte[] file) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int half = file.Length / 2;
            var response = new HttpResponseMessage(HttpStatusCode.PartialContent) { RequestMessage = request, Content = new ByteArrayContent(file[half..]) };
            response.Content.Headers.ContentRange = new ContentRangeHeaderValue(half, file.Length - 1, file.Length);
            return Task.FromResult(response);
        }
    }

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }
}
