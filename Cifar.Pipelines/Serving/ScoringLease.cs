using Cifar.Models.Onnx.ActivationMaps;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>One version of the model, for one worker and one batch.</summary>
internal abstract class ScoringLease(ServedModel model) : IDisposable
{
    public ServedModelInfo Model => model.Info;

    private protected ServedModel Version => model;

    public int Classes => Model.Description.Labels.Fine.Count;

    /// <summary>Whether pictures are reduced to bytes of the model's size before scoring; otherwise the model is given them whole.</summary>
    public abstract bool ScoresBytes { get; }

    /// <summary>Looks into the network; null where that cannot be done.</summary>
    public virtual OnnxGradCam? GradCam => null;

    /// <summary>Values of a picture of the model's size.</summary>
    public int PictureSize => 3 * Model.Description.Height * Model.Description.Width;

    public void Resize(MLImage image, Span<byte> planar) => model.Resize(image, planar);

    /// <summary>Scores planar RGB bytes [N, 3, H, W] of the model's size into probabilities [N, classes].</summary>
    public abstract void Score(ReadOnlySpan<byte> planar, Span<float> probabilities);

    /// <summary>Scores one picture of any size.</summary>
    public abstract void Score(MLImage image, Span<float> probabilities);

    public abstract void Dispose();
}
