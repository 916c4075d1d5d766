using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.LoadTest;

/// <summary>What the runtime alone does with the same file, one image a run: all cores on one image, or one thread on each core.</summary>
internal static class BareRuntime
{
    public static double ImagesPerSecond(string model, TimeSpan time) => Math.Max(
        Measure(model, threads: Environment.ProcessorCount, callers: 1, time),
        Measure(model, threads: 1, callers: Environment.ProcessorCount, time));

    private static double Measure(string model, int threads, int callers, TimeSpan time)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        using var session = new InferenceSession(model, options);
        var (name, input) = session.InputMetadata.Single();
        long[] shape = [1, .. input.Dimensions.Skip(1).Select(size => (long)size)];
        long runs = 0;
        long start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            var pixels = new float[shape.Aggregate((a, b) => a * b)];
            using var value = OrtValue.CreateTensorValueFromMemory(pixels, shape);
            using var run = new RunOptions();
            string[] outputs = ["probabilities"];
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                using var results = session.Run(run, [name], [value], outputs);
                Interlocked.Increment(ref runs);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
