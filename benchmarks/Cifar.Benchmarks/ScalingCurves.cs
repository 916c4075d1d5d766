using System.Diagnostics;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Benchmarks;

/// <summary>How time grows with the work: each curve is something done with ever more of one thing.</summary>
internal static class ScalingCurves
{
    private static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private static readonly int[] Sides = [32, 64, 96, 128, 160, 192, 224];
    private static readonly int[] Sizes = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

    /// <param name="what"><c>batch</c>, <c>size</c>, <c>threads</c> or <c>data</c>.</param>
    /// <param name="folder">The folder with <c>train.bin</c>.</param>
    /// <param name="threads">Threads of libtorch, and the most that the curve over threads goes to.</param>
    public static IEnumerable<Point> Measure(string what, string folder, int threads) => what switch
    {
        "batch" => Batches.SelectMany(batch => OverBatch(batch, threads)),
        "size" => Sides.SelectMany(side => OverSize(side, threads)),
        "threads" => Enumerable.Range(1, threads).SelectMany(OverThreads),
        "data" => OverData(CifarBinary.Load(folder, Cifar100Split.Train), threads),
        _ => throw new ArgumentException($"There is no curve over '{what}'; there are batch, size, threads and data.", nameof(what)),
    };

    private static IEnumerable<Point> OverBatch(int batch, int threads)
    {
        yield return new("batch", "training step, simple-cnn", batch, Step("simple-cnn", batch, threads));
        yield return new("batch", "unsharp mask, 32 x 32", batch, Sharpen(batch, 32));
    }

    private static IEnumerable<Point> OverSize(int side, int threads)
    {
        yield return new("size", "training step of 16, speed-net", side * side, StepOfSize(side, 16, threads));
        yield return new("size", "unsharp mask, 64 images", side * side, Sharpen(64, side));
    }

    private static IEnumerable<Point> OverThreads(int threads)
    {
        yield return new("threads", "training step of 250, simple-cnn", threads, Step("simple-cnn", 250, threads));
        yield return new("threads", "training step of 128, speed-net", threads, Step("speed-net", 128, threads));
    }

    private static IEnumerable<Point> OverData(LabeledImages all, int threads)
    {
        var ml = new MLContext();
        foreach (int count in Sizes.Where(count => count <= all.Count))
        {
            LabeledImages images = all.Take(count);
            yield return new("data", "pixels to features, ML.NET", count, Timed.Median(3, () => Normalize(ml, images)));
            yield return new("data", "stratified split", count, Timed.Median(3, () => StratifiedSplit.Split(images.Labels, 0.1, 1)));
            yield return new("data", "an epoch with next to no network", count, AugmentedEpoch.Seconds(images, "none", 250, threads, 1));
        }
    }

    private static double Step(string network, int batch, int threads)
    {
        int steps = Math.Clamp(1024 / batch, 3, 50);
        return batch / new TrainingSpeed
        {
            Network = network, Width = 1, Side = 32, Precision = TrainingPrecision.Float32, Augmentation = true, Batch = batch, Threads = threads, WarmUp = 2, Steps = steps,
        }.Measure().ImagesPerSecond;
    }

    private static double StepOfSize(int side, int batch, int threads)
    {
        const int Steps = 3;
        var random = new Random(1);
        var pixels = new byte[(Steps + 1) * batch * 3 * side * side];
        random.NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, (Steps + 1) * batch).Select(i => i % 2)];
        using var clock = new StepClock();
        using var trained = new Trainer(new()
        {
            Network = "speed-net", Epochs = 1, BatchSize = batch, Threads = threads, ValidationFraction = 0, ImageSizes = ImageSizes.Full,
        }).Fit(TrainingData.FromBytes(pixels, labels, 2, side, side, PixelNormalization.MinusOneToOne), [clock]);
        return Stopwatch.GetElapsedTime(clock.Stamps[0], clock.Stamps[Steps]).TotalSeconds / Steps;
    }

    private static double Sharpen(int count, int side)
    {
        var pixels = new byte[count * 3 * side * side];
        new Random(1).NextBytes(pixels);
        var sharpened = new byte[pixels.Length];
        return Timed.Median(7, () => SharpeningKernel.Default.Apply(pixels, side, side, sharpened));
    }

    private static void Normalize(MLContext ml, LabeledImages images)
    {
        IDataView data = ml.Data.LoadLabeledImages(images);
        IDataView view = ml.Transforms.NormalizePixels("Features", ColumnNames.Image, PixelRange.MinusOneToOne).Fit(data).Transform(data);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        var get = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> features = default;
        while (cursor.MoveNext())
        {
            get(ref features);
        }
    }

    /// <param name="What">What there is ever more of.</param>
    /// <param name="Curve">What is done.</param>
    /// <param name="X">How much: images, pixels or threads.</param>
    /// <param name="Seconds">For all of it.</param>
    internal sealed record Point(string What, string Curve, double X, double Seconds);
}
