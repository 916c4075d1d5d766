using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Classify one picture. Several of these are scored together.</summary>
internal sealed class ClassifyJob(ReadOnlyMemory<byte> file, MLImage? image, int top, CifarClassifierOptions limits, CancellationToken cancellationToken)
    : Job<ClassificationResult>(file, image, limits, cancellationToken)
{
    public void Succeed(ReadOnlySpan<float> probabilities, ServedModelInfo model, (int Width, int Height) size, ClassificationTiming timing)
    {
        var labels = model.Description.Labels;
        var best = TopClasses.Of(probabilities, top, labels);
        Succeed(new ClassificationResult(best, TopClasses.Superclass(probabilities, labels), model.Version, size.Width, size.Height, timing)
        {
            Sure = model.Description.IsSure(best[0].Probability),
        });
    }
}
