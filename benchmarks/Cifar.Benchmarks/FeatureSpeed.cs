using System.Diagnostics;
using System.Globalization;
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Benchmarks;

/// <summary>Features through the public extractor, cache written, against a bare loop of ONNX Runtime on batches that are ready: the same backbone, size, batch and threads, in turn.</summary>
internal sealed record FeatureSpeed(Backbone Backbone, int Size, int Batch, int Images, int Threads)
{
    private const int Side = 32;

    /// <summary>One round; the order changes from round to round, so that nobody is always first.</summary>
    public Result Measure(int round)
    {
        double ours = 0, cached = 0, apart = 0, together = 0, work = 0, bareWork = 0;
        Action[] parts =
        [
            () => (ours, work, cached) = Extracted(),
            () => bareWork = ProcessorSeconds(() => apart = Bare(1, Threads)),
            () => together = Threads > 1 ? Bare(Threads, 1) : 0,
        ];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[(round + i) % parts.Length]();
        }

        double bare = Math.Max(apart, together);
        return new(Backbone.Name, Size, Batch, Images, Threads, ours, bare, apart, together, ours / bare, bareWork / work, cached);
    }

    public static IEnumerable<Result> Run(string[] args)
    {
        int[] numbers = [.. args[1..].Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var speed = new FeatureSpeed(BackboneCatalog.Default.Open(args[0]), numbers[0], numbers[1], numbers[2], numbers[3]);
        (speed with { Images = numbers[1] * numbers[3] }).Measure(0); // Does not count: it compiles the code, on both sides.
        return Enumerable.Range(0, numbers[4]).Select(speed.Measure);
    }

    // Images a second of the first run, all in: session, hashes, resizing, backbone, cache on the disk; its processor time. Then seconds of the second run.
    private (double ImagesPerSecond, double ProcessorSeconds, double CachedSeconds) Extracted()
    {
        var pixels = new byte[Images * 3 * Side * Side];
        new Random(1).NextBytes(pixels);
        var images = new LabeledImages(Side, Side, pixels, [.. Enumerable.Range(0, Images).Select(i => i % 2)], null, new ClassLabels(["one", "two"]));
        string cache = Directory.CreateTempSubdirectory("cifar-feature-speed-").FullName;
        try
        {
            var extractor = new FeatureExtractor(Backbone, new FeatureOptions { ImageSize = Size, InferenceBatch = Batch, Threads = Threads, CacheFolder = cache });
            double seconds = 0, work = ProcessorSeconds(() => seconds = extractor.Extract(images).Seconds);
            return (Images / seconds, work, extractor.Extract(images).Seconds);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    // What other processes on the machine do to the clock, they do not do to this.
    private static double ProcessorSeconds(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private double Bare(int threadsOfRun, int callers)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threadsOfRun, InterOpNumThreads = 1 };
        using var session = new InferenceSession(Backbone.Path, options);
        string[] inputs = [session.InputMetadata.Keys.First()], outputs = [Backbone.Output ?? session.OutputMetadata.Keys.First()];
        int batches = (Images + Batch - 1) / Batch, next = -1;
        using var run = new RunOptions();
        long started = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            var random = new Random(1);
            float[] pixels = [.. Enumerable.Range(0, Batch * 3 * Size * Size).Select(_ => (float)((4 * random.NextDouble()) - 2))];
            using OrtValue values = OrtValue.CreateTensorValueFromMemory(pixels, [Batch, 3, Size, Size]);
            while (Interlocked.Increment(ref next) < batches)
            {
                using var results = session.Run(run, inputs, [values], outputs);
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return (double)batches * Batch / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    internal sealed record Result(
        string Backbone, int Size, int Batch, int Images, int Threads, double Ours, double Bare, double BareOneThreadEach, double BareAllThreads, double Ratio, double RatioOfProcessorTime, double CachedSeconds);
}
