using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Classify one picture. Several of these are scored together.</summary>
internal sealed class ClassifyJob(ReadOnlyMemory<byte> file, MLImage? image, int top, CancellationToken cancellationToken)
    : Job<ClassificationResult>(file, image, cancellationToken)
{
    public void Succeed(ReadOnlySpan<float> probabilities, ServedModelInfo model, (int Width, int Height) size, ClassificationTiming timing)
    {
        var labels = model.Description.Labels;
        Succeed(new ClassificationResult(
            TopClasses.Of(probabilities, top, labels), TopClasses.Superclass(probabilities, labels), model.Version, size.Width, size.Height, timing));
    }
}
