using Cifar.Models.Onnx;
using Microsoft.Extensions.ML;
using Microsoft.ML;
using Microsoft.ML.Data;
using Cifar.Pipelines.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>One version of the model, for one worker and one batch.</summary>
internal abstract class ScoringLease(ServedModel model) : IDisposable
{
    public ServedModelInfo Model => model.Info;

    public int Classes => Model.Description.Labels.Fine.Count;

    /// <summary>Whether pictures are reduced to bytes of the model's size before scoring; otherwise the model is given them whole.</summary>
    public abstract bool ScoresBytes { get; }

    /// <summary>Values of a picture of the model's size.</summary>
    public int PictureSize => 3 * Model.Description.Height * Model.Description.Width;

    public void Resize(MLImage image, Span<byte> planar) => model.Resize(image, planar);

    /// <summary>Scores planar RGB bytes [N, 3, H, W] of the model's size into probabilities [N, classes].</summary>
    public abstract void Score(ReadOnlySpan<byte> planar, Span<float> probabilities);

    /// <summary>Scores one picture of any size.</summary>
    public abstract void Score(MLImage image, Span<float> probabilities);

    public abstract void Dispose();
}

/// <summary>Batches through ONNX Runtime.</summary>
internal sealed class OnnxLease(ServedModel model, OnnxImageScorer scorer) : ScoringLease(model)
{
    public override bool ScoresBytes => true;

    public override void Score(ReadOnlySpan<byte> planar, Span<float> probabilities)
    {
        scorer.Run(planar, probabilities);
        GC.KeepAlive(this);
    }

    public override void Score(MLImage image, Span<float> probabilities)
    {
        var planar = new byte[PictureSize];
        Resize(image, planar);
        Score(planar, probabilities);
    }

    public override void Dispose()
    {
        // Nothing was borrowed: a scorer serves all workers at once.
    }
}

/// <summary>An engine of the pool; it goes back where it came from.</summary>
internal sealed class EngineLease(ServedModel model, PredictionEnginePool<ImageInput, ImagePrediction> pool, string name, PredictionEngine<ImageInput, ImagePrediction> engine)
    : ScoringLease(model)
{
    private readonly ImageInput input = new();
    private ImagePrediction prediction = new();

    public override bool ScoresBytes => false;

    public override void Score(ReadOnlySpan<byte> planar, Span<float> probabilities)
    {
        var (height, width) = (Model.Description.Height, Model.Description.Width);
        for (int i = 0; i < planar.Length / PictureSize; i++)
        {
            using var image = PlanarPixels.CreateImage(planar.Slice(i * PictureSize, PictureSize), height, width);
            Score(image, probabilities.Slice(i * Classes, Classes));
        }
    }

    public override void Score(MLImage image, Span<float> probabilities)
    {
        input.Image = image;
        engine.Predict(input, ref prediction);
        prediction.Score.CopyTo(probabilities);
    }

    public override void Dispose() => pool.ReturnPredictionEngine(name, engine);
}
