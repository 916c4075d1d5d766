using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>An engine of one version of the model; it goes back where it came from.</summary>
internal sealed class EngineLease(ServedModel model) : ScoringLease(model)
{
    private readonly PredictionEngine<ImageInput, ImagePrediction> engine = model.RentEngine();
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

    public override void Dispose()
    {
        Version.ReturnEngine(engine);
        Version.Release();
    }
}
