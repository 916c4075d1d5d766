using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.LoadTest;

/// <summary>What ONNX Runtime alone does with a file, on pixels that are decoded already.</summary>
/// <param name="Threads">Threads that share one run.</param>
/// <param name="Callers">Runs at the same time.</param>
/// <param name="Batch">Images of one run.</param>
internal sealed record BareRuntime(int Threads, int Callers, int Batch)
{
    private static readonly string[] Outputs = ["probabilities"];

    /// <summary>One image a run: all cores on it, or one thread on each core.</summary>
    public static BareRuntime[] Single => [new(Environment.ProcessorCount, 1, 1), new(1, Environment.ProcessorCount, 1)];

    /// <summary>As many images a run as the server takes together at most.</summary>
    public static BareRuntime Batched => new(1, Environment.ProcessorCount, 16);

    public BareResult Run(string model, TimeSpan time)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Threads };
        using var session = new InferenceSession(model, options);
        Measure(session, time / 10); // Warm-up.
        return Measure(session, time);
    }

    private BareResult Measure(InferenceSession session, TimeSpan time)
    {
        var (name, input) = session.InputMetadata.Single();
        long[] shape = [Batch, .. input.Dimensions.Skip(1).Select(size => (long)size)];
        long images = 0, start = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var callers = Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            float[] pixels = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => (float)(i * 7919 % 256))];
            using var value = OrtValue.CreateTensorValueFromMemory(pixels, shape);
            using var run = new RunOptions();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                using var results = session.Run(run, [name], [value], Outputs);
                Interlocked.Add(ref images, Batch);
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        return new BareResult(images / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / images);
    }
}

/// <summary>Images a second, and milliseconds of processor time an image.</summary>
internal readonly record struct BareResult(double PerSecond, double Processor)
{
    public static BareResult Better(BareResult one, BareResult other) => one.PerSecond >= other.PerSecond ? one : other;
}
