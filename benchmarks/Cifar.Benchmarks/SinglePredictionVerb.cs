using System.Diagnostics;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Cifar.Models.Data;
using Cifar.Pipelines.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.ML.Data;

namespace Cifar.Benchmarks;

/// <summary>Times of single predictions, each measured by itself.</summary>
internal static class SinglePredictionVerb
{
    private const int Following = 500;

    /// <summary>Runs <see cref="SinglePrediction"/>, both sides in turn in one process.</summary>
    public static Result Measure(string folder, int rounds, int predictions)
    {
        // First of all, while this process is as new as an application that has just started.
        var (first, following) = FirstAfterWarmUp(Path.Combine(folder, "model.onnx")).GetAwaiter().GetResult();
        CheckSame(folder);
        (SinglePrediction.Folder, SinglePrediction.Rounds) = (folder, rounds);
        string artifacts = Directory.CreateTempSubdirectory("cifar-benchmarks-").FullName;
        try
        {
            var summary = BenchmarkRunner.Run<SinglePrediction>(Config(predictions, artifacts));
            if (summary.HasCriticalValidationErrors || summary.Reports.Length != 2 * rounds || summary.Reports.Any(report => !report.Success))
            {
                throw new InvalidOperationException($"BenchmarkDotNet did not measure: {string.Join(" ", summary.ValidationErrors.Select(error => error.Message))}");
            }

            return new Result(folder, Environment.ProcessorCount, rounds, predictions, Of(summary, nameof(SinglePrediction.Bare)), Of(summary, nameof(SinglePrediction.Engine)), first, Quantile(following, 0.5));
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    // A measurement is one prediction: nothing else shows the slow ones. No collection between them, as there is none in an application.
    private static ManualConfig Config(int predictions, string artifacts) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromHours(1), logOutput: false))
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(50)
            .WithIterationCount(predictions)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithGcForce(false))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithArtifactsPath(artifacts)
        .WithOptions(ConfigOptions.DisableLogFile);

    private static Times Of(Summary summary, string method)
    {
        double[] all = [.. summary.Reports.Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method)
            .SelectMany(report => report.GetResultRuns()).Select(measurement => measurement.Nanoseconds / measurement.Operations / 1e6)];
        return new Times(Quantile(all, 0.5), Quantile(all, 0.99), all.Max(), all.Length);
    }

    /// <summary>As an application has it: the classifier warms itself up when the host starts; then comes the first request.</summary>
    private static async Task<(double First, double[] Following)> FirstAfterWarmUp(string model)
    {
        await using var services = new ServiceCollection().AddCifarClassifier(options => options.ModelPath = model).BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        var classifier = services.GetRequiredService<IImageClassifier>();
        using var image = MLImage.CreateFromPixels(32, 32, MLPixelFormat.Rgba32, new byte[4 * 32 * 32]);
        var times = new double[1 + Following];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await classifier.ClassifyAsync(image);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return (times[0], times[1..]);
    }

    private static void CheckSame(string folder)
    {
        SinglePrediction.Folder = folder;
        using var both = new SinglePrediction();
        both.OpenBare();
        both.OpenEngine();
        float difference = both.Bare().Zip(both.Engine(), (one, other) => Math.Abs(one - other)).Max();
        if (!(difference <= 1e-6f))
        {
            throw new InvalidDataException($"{folder}: model.zip and model.onnx differ by {difference} on the same picture; they are not of one training.");
        }
    }

    private static double Quantile(double[] values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * (values.Length - 1)));

    /// <summary>Milliseconds of one prediction.</summary>
    internal sealed record Times(double P50, double P99, double Greatest, int Count);

    internal sealed record Result(string Model, int Cores, int Rounds, int Predictions, Times Bare, Times Engine, double FirstAfterWarmUp, double MedianAfterFirst)
    {
        public double RatioP50 => Engine.P50 / Bare.P50;

        public double RatioP99 => Engine.P99 / Bare.P99;

        public double FirstOverMedian => FirstAfterWarmUp / MedianAfterFirst;
    }
}
