using System.Diagnostics;
using Cifar.Cli.Runs;
using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Cli.Verbs;

/// <summary>Measures what a model costs on this machine. The model has been used before, so nothing is loaded or compiled while the clock runs.</summary>
internal static class ModelCosts
{
    private const int MostImages = 1000;
    private const int WarmUps = 5;
    private const int SinglePictures = 41;

    public static RunCosts Measure(MLContext ml, ImageClassifierModel model, string file, LabeledImages images, RunConfiguration? run)
    {
        var network = CountOnnx(file);
        var machine = Machine.Current;
        return new RunCosts(
            run?.Seconds,
            run?.Parameters ?? network?.Parameters,
            network?.MultiplyAdds,
            new FileInfo(file).Length,
            PerImage(ml, model, images.Take(MostImages)),
            Latency(ml, model, images),
            $"{machine.Processor}, {machine.Cores} {(machine.Cores == 1 ? "core" : "cores")}");
    }

    // An ML.NET model does not show its network; the ONNX file beside it holds the same one.
    private static NetworkCosts? CountOnnx(string file)
    {
        string onnx = Path.ChangeExtension(file, ".onnx");
        return File.Exists(onnx) ? NetworkCosts.Count(File.ReadAllBytes(onnx)) : null;
    }

    private static double PerImage(MLContext ml, ImageClassifierModel model, LabeledImages images)
    {
        var scored = model.Transformer.Transform(ml.Data.LoadLabeledImages(images));
        var column = scored.Schema[ColumnNames.Score];
        long start = Stopwatch.GetTimestamp();
        using var cursor = scored.GetRowCursor([column]);
        var getScore = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> score = default;
        while (cursor.MoveNext())
        {
            getScore(ref score);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / images.Count;
    }

    private static double Latency(MLContext ml, ImageClassifierModel model, LabeledImages images)
    {
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var pictures = ml.Data.LoadLabeledImages(images.Take(SinglePictures));
        var times = new List<double>();
        foreach (var picture in pictures.GetColumn<MLImage>(ColumnNames.Image))
        {
            using var input = new ImageInput { Image = picture };
            long start = Stopwatch.GetTimestamp();
            engine.Predict(input);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        double[] warm = [.. times.Skip(Math.Min(WarmUps, times.Count - 1)).Order()];
        return warm[warm.Length / 2];
    }
}
