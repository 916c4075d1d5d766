namespace Cifar.Models.Onnx;

/// <summary>How probable a class must be for a model to be sure of its answer.</summary>
/// <remarks>Chosen on images that the model did not learn from, so that at most a stated share of the sure answers is wrong (selective classification, arXiv:1705.08500).</remarks>
/// <param name="Probability">Answers of this probability or more are sure ones; 0..1.</param>
/// <param name="Risk">The share of sure answers that may be wrong, 0..1.</param>
/// <param name="Coverage">Share of those images that got a sure answer, 0..1.</param>
/// <param name="Images">How many images it was chosen on, at least 1.</param>
/// <exception cref="ArgumentException">A number is out of range.</exception>
public sealed record AnswerThreshold(double Probability, double Risk, double Coverage, int Images)
{
    /// <inheritdoc cref="AnswerThreshold" path="/param[@name='Probability']"/>
    public double Probability { get; init; } = CheckShare(Probability, nameof(Probability));

    /// <inheritdoc cref="AnswerThreshold" path="/param[@name='Risk']"/>
    public double Risk { get; init; } = CheckShare(Risk, nameof(Risk));

    /// <inheritdoc cref="AnswerThreshold" path="/param[@name='Coverage']"/>
    public double Coverage { get; init; } = CheckShare(Coverage, nameof(Coverage));

    /// <inheritdoc cref="AnswerThreshold" path="/param[@name='Images']"/>
    public int Images { get; init; } = Images > 0 ? Images : throw new ArgumentException($"{nameof(Images)} is {Images}; it must be at least 1.");

    private static double CheckShare(double share, string name) => share is >= 0 and <= 1
        ? share
        : throw new ArgumentException($"{name} is {share}; it must be 0 to 1.");
}
