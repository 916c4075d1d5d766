using Cifar.Models.Onnx;
using Cifar.Models.Onnx.ActivationMaps;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Batches through ONNX Runtime.</summary>
internal sealed class OnnxLease(ServedModel model, OnnxImageScorer scorer) : ScoringLease(model)
{
    public override bool ScoresBytes => true;

    public override OnnxGradCam? GradCam => Version.GradCam?.Value;

    public override void Score(ReadOnlySpan<byte> planar, Span<float> probabilities) => scorer.Run(planar, probabilities);

    public override void Score(MLImage image, Span<float> probabilities)
    {
        var planar = new byte[PictureSize];
        Resize(image, planar);
        Score(planar, probabilities);
    }

    public override void Dispose() => Version.Release();
}
