using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Cifar.Benchmarks;

/// <summary>Many pictures through <c>Transform</c> to probabilities, and the same bytes by ONNX Runtime alone in batches of the same size, in turn in one process.</summary>
internal sealed class BatchTransform(string model, LabeledImages images) : IDisposable
{
    private const int Batch = 256;

    private readonly ImageClassifierModel ours = ImageClassifierModel.Load(new MLContext(), model);
    private readonly InferenceSession session = new(model);
    private readonly RunOptions run = new();

    public static Result Measure(string model, int count, int rounds)
    {
        using var both = new BatchTransform(model, SyntheticImages.Generate(Cifar100Split.Test, count));
        float[] ours = both.Ours(), bare = both.Bare();
        float difference = ours.Zip(bare, (one, other) => Math.Abs(one - other)).Max();
        if (!(difference <= 1e-5f))
        {
            throw new InvalidDataException($"{model}: Transform and ONNX Runtime alone differ by {difference} on the same pictures.");
        }

        var (oursSpeeds, bareSpeeds) = (new double[rounds], new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            Action[] sides = [() => oursSpeeds[round] = count / Timed.Seconds(() => both.Ours()), () => bareSpeeds[round] = count / Timed.Seconds(() => both.Bare())];
            sides[round % 2]();
            sides[1 - (round % 2)]();
        }

        return new(oursSpeeds.Order().ElementAt(rounds / 2), bareSpeeds.Order().ElementAt(rounds / 2));
    }

    public void Dispose()
    {
        ours.Dispose();
        session.Dispose();
        run.Dispose();
    }

    private float[] Ours()
    {
        var ml = new MLContext();
        IDataView scored = ours.Transformer.Transform(ml.Data.LoadLabeledImages(images));
        DataViewSchema.Column column = scored.Schema["Score"];
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> score = default;
        var all = new float[images.Count * Classes];
        for (int row = 0; cursor.MoveNext(); row++)
        {
            get(ref score);
            score.CopyTo(all.AsSpan(row * Classes, Classes));
        }

        return all;
    }

    private int Classes => ours.Description.Labels.Fine.Count;

    private float[] Bare()
    {
        int length = 3 * images.Height * images.Width;
        var values = new float[Batch * length];
        var all = new float[images.Count * Classes];
        for (int first = 0; first < images.Count; first += Batch)
        {
            int count = Math.Min(Batch, images.Count - first);
            ReadOnlySpan<byte> bytes = images.Pixels.AsSpan(first * length, count * length);
            for (int i = 0; i < bytes.Length; i++)
            {
                values[i] = bytes[i];
            }

            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count * length), [count, 3, images.Height, images.Width]);
            using var output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, all.AsMemory(first * Classes, count * Classes), [count, Classes]);
            session.Run(run, [OnnxExport.PixelsInput], [input], [OnnxExport.ProbabilitiesOutput], [output]);
        }

        return all;
    }

    /// <summary>Images a second.</summary>
    internal sealed record Result(double Ours, double Bare);
}
