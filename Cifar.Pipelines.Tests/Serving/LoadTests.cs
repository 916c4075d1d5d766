using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>What benchmarks/Cifar.LoadTest measures, on a small scale and without a clock: nothing is answered wrongly and nothing is lost.</summary>
[Collection(ServingTests.Name)]
[Trait("Category", "Slow")]
public sealed class LoadTests(ServingModels models)
{
    private const int Pictures = 20;

    [Fact]
    public async Task Under_overload_the_accepted_are_answered_rightly_and_the_rest_are_told_when_to_come_back()
    {
        const int QueueLength = 4;
        await using var server = await WebFixture.Start(models["first.onnx"], settings => settings with { Workers = 1, QueueLength = QueueLength });
        byte[][] pictures = [.. Enumerable.Range(0, Pictures).Select(seed => TestPictures.Png(seed, 200, 150))];
        var expected = new List<JsonElement>();
        foreach (byte[] picture in pictures)
        {
            expected.Add(await server.Classify(picture));
        }

        var statuses = new ConcurrentBag<HttpStatusCode>();
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(async () =>
        {
            int most = 0;
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, await Waiting(server));
            }

            return most;
        });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(client => Task.Run(async () =>
        {
            for (int i = client; i < client + 25; i++)
            {
                using var answer = await server.Post("/api/v1/classify", pictures[i % Pictures]);
                statuses.Add(answer.StatusCode);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
                    Assert.NotEmpty(await WebFixture.Problem(answer, 429));
                }
                else
                {
                    AssertSame(expected[i % Pictures], await WebFixture.Json(answer));
                }
            }
        })));
        await stop.CancelAsync();

        Assert.InRange(await waiting, 0, QueueLength);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses.Distinct().Order());
        AssertSame(expected[0], await server.Classify(pictures[0]));
        Assert.Equal(0, await Waiting(server));
    }

    [Fact]
    public async Task Replacing_the_model_again_and_again_loses_no_request()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(File.ReadAllBytes(models["first.onnx"]), "model.onnx");
        await using var server = await WebFixture.Start(path);
        byte[] picture = TestPictures.Png(1);
        var expected = new ConcurrentDictionary<string, JsonElement>();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            int answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                var answer = await server.Classify(picture); // Whatever is not 200 fails here.
                AssertSame(expected.GetOrAdd(Version(answer), answer), answer);
            }

            return answers;
        })).ToArray();
        for (int replacement = 1; replacement <= 6; replacement++)
        {
            string before = await Served(server);
            if (replacement % 3 == 0)
            {
                await File.WriteAllBytesAsync(path, File.ReadAllBytes(models["first.onnx"])[..^100]); // Damaged: the one before stays.
                await Task.Delay(500);
                Assert.Equal(before, await Served(server));
            }

            string whole = folder.Write(File.ReadAllBytes(models[replacement % 2 == 0 ? "first.onnx" : "second.onnx"]), "new.onnx");
            File.Move(whole, path, overwrite: true);
            for (int i = 0; await Served(server) == before; i++)
            {
                Assert.True(i < 600, "the new model did not arrive in half a minute");
                await Task.Delay(50);
            }
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients), answers => Assert.True(answers > 0));
        Assert.Equal(2, expected.Count);
        Assert.NotEqual(Predictions(expected.Values.First())[0], Predictions(expected.Values.Last())[0]);
    }

    [Fact]
    public async Task Who_would_wait_in_vain_is_turned_away_before_the_queue_is_full()
    {
        await using var opened = await Classifiers.Start(options =>
            (options.ModelPath, options.Workers, options.MaximumBatch, options.QueueLength, options.TimeLimit) = (models["first.onnx"], 1, 1, 10_000, TimeSpan.FromSeconds(1)));
        byte[] large = TestPictures.Png(1, 1500, 1000);
        int busy = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
            {
                try
                {
                    await opened.Classifier.ClassifyAsync(large);
                }
                catch (ImageRejectedException late) when (late.Reason == ImageRejection.TookTooLong)
                {
                    // Of those that come before anybody has waited for long.
                }
                catch (ClassifierBusyException)
                {
                    Interlocked.Increment(ref busy);
                }
            }
        })));
        Assert.True(busy > 0);
        for (int i = 0; ; i++)
        {
            try
            {
                await opened.Classifier.ClassifyAsync(TestPictures.Png(2));
                return;
            }
            catch (ClassifierBusyException) when (i < 600)
            {
                await Task.Delay(50); // The worker still passes over those whom nobody waits for.
            }
        }
    }

    private static void AssertSame(JsonElement expected, JsonElement actual) => Assert.All(Predictions(expected).Zip(Predictions(actual)), pair =>
    {
        Assert.Equal(pair.First.Label, pair.Second.Label);
        Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-6f);
    });

    private static (string? Label, float Probability)[] Predictions(JsonElement answer) =>
        [.. answer.GetProperty("pictures")[0].GetProperty("predictions").EnumerateArray().Select(guess => (guess.GetProperty("label").GetString(), guess.GetProperty("probability").GetSingle()))];

    private static string Version(JsonElement answer) => answer.GetProperty("pictures")[0].GetProperty("modelVersion").GetString()!;

    private static async Task<string> Served(WebFixture server) => (await server.GetJson("/api/v1/models")).GetProperty("models")[0].GetProperty("version").GetString()!;

    private static async Task<int> Waiting(WebFixture server)
    {
        string line = (await server.GetText("/metrics")).Split('\n').Single(line => line.StartsWith("cifar_queue_length{", StringComparison.Ordinal));
        return int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
