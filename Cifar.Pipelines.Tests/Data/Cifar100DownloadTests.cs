using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class Cifar100DownloadTests : IDisposable
{
    readonly TemporaryFolder temporary = new();
    readonly byte[] archive = ArchiveBuilder.TarGz(ArchiveBuilder.Good());

    static readonly string[] Unpacked = ["set", "set/coarse_label_names.txt", "set/fine_label_names.txt", "set/test.bin", "set/train.bin"];

    public void Dispose() => temporary.Dispose();

    Cifar100Download Download(HttpMessageHandler server) => new(server, ArchiveBuilder.Origin(archive)) { RetryPause = TimeSpan.Zero };

    Task Get(HttpMessageHandler server) => Download(server).GetAsync(temporary["set"]);

    string Part => temporary["set.tar.gz.part"];

    [Fact]
    public void The_official_archive_is_the_published_one()
    {
        Assert.Equal("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz", Cifar100Download.ArchiveUrl);
        Assert.Equal(168_513_733, Cifar100Download.ArchiveBytes);
        Assert.Equal("03b5dce01913d631647c71ecec9e9cb8", Cifar100Download.ArchiveMd5);
    }

    [Fact]
    public async Task It_is_fetched_checked_unpacked_and_tidied_up()
    {
        var server = new ScriptedServer(archive);
        await Get(server);
        Assert.Equal([0], server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
        Assert.Equal(SmallSets.Images(8).Pixels, CifarBinary.Load(temporary["set"], Cifar100Split.Train).Pixels);
    }

    [Fact]
    public async Task Progress_goes_through_the_stages_and_ends_complete()
    {
        var progress = new Recorder();
        await Download(new ScriptedServer(archive)).GetAsync(temporary["set"], progress);
        foreach (DownloadStage stage in Enum.GetValues<DownloadStage>())
        {
            DownloadProgress[] reports = [.. progress.Reports.Where(report => report.Stage == stage)];
            Assert.Equal(1, reports[^1].Fraction);
            Assert.Equal(reports.OrderBy(report => report.Bytes), reports);
        }
        Assert.Equal(progress.Reports.OrderBy(report => report.Stage), progress.Reports);
    }

    [Fact]
    public async Task A_partial_file_of_an_earlier_run_is_continued()
    {
        File.WriteAllBytes(Part, archive[..1000]);
        var server = new ScriptedServer(archive);
        await Get(server);
        Assert.Equal([1000], server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_complete_partial_file_needs_no_request()
    {
        File.WriteAllBytes(Part, archive);
        var server = new ScriptedServer(archive);
        await Get(server);
        Assert.Empty(server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_broken_line_is_taken_up_again_where_it_broke()
    {
        var server = new ScriptedServer(archive) { BreakAfter = new([300, 200, 0, 100]) };
        await Get(server);
        Assert.Equal([0, 300, 500, 500, 600], server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_line_that_stays_broken_ends_in_an_error_that_keeps_what_came()
    {
        var server = new ScriptedServer(archive) { BreakAfter = new([300, 0, 0, 0, 0, 0]) };
        string message = (await Assert.ThrowsAnyAsync<IOException>(() => Get(server))).Message;
        Assert.Contains("The 300 bytes received so far are kept in " + Part, message);
        Assert.Equal(archive[..300], File.ReadAllBytes(Part));
        Assert.Equal(["set.tar.gz.part"], temporary.Contents());

        await Get(new ScriptedServer(archive));
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        File.WriteAllBytes(Part, new byte[700]);
        await Get(new ScriptedServer(archive) { IgnoresRanges = true });
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_rejected_range_starts_over()
    {
        File.WriteAllBytes(Part, archive[..700]);
        var server = new ScriptedServer(archive) { Refusals = new([HttpStatusCode.RequestedRangeNotSatisfiable]) };
        await Get(server);
        Assert.Equal([700, 0], server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_partial_file_of_something_else_is_noticed_and_fetched_anew()
    {
        File.WriteAllBytes(Part, new byte[700]);
        var server = new ScriptedServer(archive);
        await Get(server);
        Assert.Equal([700, 0], server.Requests);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task A_partial_file_longer_than_the_archive_is_thrown_away()
    {
        File.WriteAllBytes(Part, new byte[archive.Length + 1]);
        await Get(new ScriptedServer(archive));
        Assert.Equal(Unpacked, temporary.Contents());
    }

    [Fact]
    public async Task The_wrong_MD5_is_refused_and_nothing_kept()
    {
        byte[] other = (byte[])archive.Clone();
        other[500] ^= 1;
        string message = (await Assert.ThrowsAsync<InvalidDataException>(() => Get(new ScriptedServer(other)))).Message;
        Assert.Contains(ArchiveBuilder.Origin(archive).Md5, message);
        Assert.Empty(temporary.Contents());
    }

    [Fact]
    public async Task A_page_of_another_size_is_refused_before_it_is_read()
    {
        byte[] page = Encoding.UTF8.GetBytes("<html>please log in</html>");
        string message = (await Assert.ThrowsAsync<InvalidDataException>(() => Get(new ScriptedServer(page)))).Message;
        Assert.Contains($"offers 26 bytes, expected {archive.Length:N0}", message);
        Assert.Empty(temporary.Contents());
    }

    [Fact]
    public async Task A_stream_that_does_not_end_is_cut_off()
    {
        var server = new ScriptedServer([.. archive, .. new byte[5000]]) { SaysLength = false };
        Assert.Contains("more than the expected", (await Assert.ThrowsAsync<InvalidDataException>(() => Get(server))).Message);
        Assert.Empty(temporary.Contents());
    }

    [Fact]
    public async Task A_file_that_is_not_on_the_server_is_asked_for_once()
    {
        var server = new ScriptedServer(archive) { Refusals = new([HttpStatusCode.NotFound]) };
        Assert.Contains("404", (await Assert.ThrowsAnyAsync<IOException>(() => Get(server))).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        var server = new ScriptedServer(archive) { Refusals = new([HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests]) };
        await Get(server);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Without_network_the_error_says_which_file_to_put_where()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();                                                     // now nobody listens there
        var download = new Cifar100Download(null, ArchiveBuilder.Origin(archive, $"http://127.0.0.1:{port}/small.tar.gz"));
        string message = (await Assert.ThrowsAnyAsync<IOException>(() => download.GetAsync(temporary["set"]))).Message;
        Assert.Contains($"put it at {temporary["set.tar.gz"]}", message);
        Assert.Contains($"{archive.Length:N0} bytes, MD5 {ArchiveBuilder.Origin(archive).Md5}", message);
        Assert.Contains("CIFAR_DATA", message);
        Assert.Contains("train.bin, test.bin, fine_label_names.txt, coarse_label_names.txt", message);
        Assert.Empty(temporary.Contents());
    }

    [Fact]
    public async Task An_archive_put_there_by_hand_is_used_and_kept()
    {
        File.WriteAllBytes(temporary["set.tar.gz"], archive);
        var server = new ScriptedServer(archive);
        await Get(server);
        Assert.Empty(server.Requests);
        Assert.Equal(Unpacked.Append("set.tar.gz").Order(StringComparer.Ordinal), temporary.Contents());
    }

    [Fact]
    public async Task A_wrong_archive_put_there_by_hand_is_named_with_size_or_hash()
    {
        File.WriteAllBytes(temporary["set.tar.gz"], archive[..100]);
        Assert.Contains($"has 100 bytes, expected {archive.Length:N0}", (await Assert.ThrowsAsync<InvalidDataException>(() => Get(new ScriptedServer(archive)))).Message);
        File.WriteAllBytes(temporary["set.tar.gz"], new byte[archive.Length]);
        Assert.Contains("has MD5", (await Assert.ThrowsAsync<InvalidDataException>(() => Get(new ScriptedServer(archive)))).Message);
        Assert.Equal(["set.tar.gz"], temporary.Contents());
    }

    [Fact]
    public async Task Cancelling_keeps_what_came_for_the_next_run()
    {
        using var cancel = new CancellationTokenSource();
        int requests = 0;
        var server = new ScriptedServer(archive) { BreakAfter = new([400, 10]), OnRequest = () => { if (++requests == 2) cancel.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download(server).GetAsync(temporary["set"], null, cancel.Token));
        Assert.Equal(archive[..400], File.ReadAllBytes(Part));
        var next = new ScriptedServer(archive);
        await Get(next);
        Assert.Equal([400], next.Requests);
    }

    [Fact]
    public async Task Two_fetches_into_one_folder_do_not_mix()
    {
        using (new FileStream(Part, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            await Assert.ThrowsAnyAsync<IOException>(() => Get(new ScriptedServer(archive)));
        Assert.Equal(["set.tar.gz.part"], temporary.Contents());
    }

    /// <summary>The real HTTP client against a real socket that is closed in the middle of the answer, then serves the rest.</summary>
    [Fact]
    public async Task It_survives_a_connection_that_is_really_cut()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> serving = ServeAsync(listener, cutAt: 1234);
        var download = new Cifar100Download(null, ArchiveBuilder.Origin(archive, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a")) { RetryPause = TimeSpan.Zero };
        await download.GetAsync(temporary["set"]);
        Assert.Contains("Range: bytes=1234-", await serving);
        Assert.Equal(Unpacked, temporary.Contents());
    }

    /// <summary>Answers two requests; returns the second one.</summary>
    async Task<string> ServeAsync(TcpListener listener, int cutAt)
    {
        string request = "";
        for (int answer = 0; answer < 2; answer++)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            using NetworkStream stream = client.GetStream();
            var buffer = new byte[4096];
            for (request = ""; !request.Contains("\r\n\r\n", StringComparison.Ordinal);)
                request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
            string head = answer == 0
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {archive.Length}\r\n\r\n"
                : $"HTTP/1.1 206 Partial Content\r\nContent-Length: {archive.Length - cutAt}\r\nContent-Range: bytes {cutAt}-{archive.Length - 1}/{archive.Length}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(answer == 0 ? archive.AsMemory(0, cutAt) : archive.AsMemory(cutAt));
        }
        return request;
    }

    sealed class Recorder : IProgress<DownloadProgress>
    {
        readonly ConcurrentQueue<DownloadProgress> reports = new();

        public IReadOnlyList<DownloadProgress> Reports => [.. reports];

        public void Report(DownloadProgress value) => reports.Enqueue(value);
    }
}
