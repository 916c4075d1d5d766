using System.Net;
using System.Net.Sockets;
using System.Text;
using Cifar.Pipelines.Tests.CommandLine;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class HostileBodyTests(ServingModels models)
{
    // CIFAR_TEST_MUTATIONS=10000 for the long run.
    private static readonly int Mutations = int.Parse(Environment.GetEnvironmentVariable("CIFAR_TEST_MUTATIONS") ?? "600", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Damaged_pictures_and_bombs_are_4xx_each_and_cost_no_memory()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        long before = process.PeakWorkingSet64;
        string[] samples = ["rgb8.png", "palette8.png", "color.jpg", "progressive.jpg", "lossy.webp", "lossless-alpha.webp", "rgb24.bmp", "plain.gif"];
        byte[][] bodies =
        [
            .. GiantImages.All().Select(image => image.Bytes),
            .. from name in samples from share in new[] { 0.05, 0.25, 0.5, 0.75 } select Damage.CutTo(DamagedImages.Sample(name), share),
            Damage.Noise(5000, seed: 1), new byte[100_000], Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), "GIF89a"u8.ToArray(), [0xff, 0xd8, 0xff],
        ];
        foreach (byte[] body in bodies)
        {
            await WebFixture.Problem(await web.Post("/api/v1/classify", body), 413, 415, 422);
        }

        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, 300_000_000);
        await web.Classify(TestPictures.Png(1));
    }

    [Fact]
    public async Task Mutated_pictures_are_answered_or_refused_and_the_server_lives()
    {
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { QueueLength = 1000 });
        byte[][] whole = [TestPictures.Png(1, 40, 30), TestPictures.As(".jpg", 2, 40, 30), TestPictures.As(".webp", 3, 40, 30)];
        int refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Mutations), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
        {
            using var answer = await web.Post("/api/v1/classify", Mutate(whole[seed % whole.Length], seed));
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                await WebFixture.Problem(answer, 413, 415, 422);
                Interlocked.Increment(ref refused);
            }
        });
        Assert.InRange(refused, Mutations / 10, Mutations);
        await web.Classify(whole[0]);
    }

    [Fact]
    public async Task Who_sends_a_byte_now_and_then_is_cut_off_while_others_are_served()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        var slow = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 50; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(web.Address.Host, web.Address.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/classify HTTP/1.1\r\nHost: 127.0.0.1:{web.Address.Port}\r\nContent-Length: 100000\r\n\r\nx"));
                slow.Add(client);
            }

            await web.Classify(TestPictures.Png(1));
            var ended = await Task.WhenAll(slow.Select(ReadToEnd)).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.All(ended, text => Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), text));
            await web.Classify(TestPictures.Png(1));
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("POST /api/v1/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /api/v1/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("GET /api/v1/models HTTP/1.1\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Malformed_requests_are_refused(string request)
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        using var client = new TcpClient();
        await client.ConnectAsync(web.Address.Host, web.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 4", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await web.Classify(TestPictures.Png(1));
    }

    private static byte[] Mutate(byte[] whole, int seed)
    {
        var random = new Random(seed);
        return (seed / 3 % 4) switch
        {
            0 => Damage.FlipBits(whole, seed),
            1 => whole[..random.Next(whole.Length)],
            2 => [.. whole[..random.Next(whole.Length)], .. Damage.Noise(random.Next(1, 200), seed), .. whole[random.Next(whole.Length)..]],
            _ => Splice(whole, random),
        };
    }

    private static byte[] Splice(byte[] whole, Random random)
    {
        byte[] copy = [.. whole];
        int length = random.Next(1, Math.Min(64, whole.Length)), from = random.Next(whole.Length - length), to = random.Next(8, whole.Length - length);
        whole.AsSpan(from, length).CopyTo(copy.AsSpan(to));
        return copy;
    }

    private static async Task<string> ReadToEnd(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return ""; // Reset by the server.
        }
    }
}
