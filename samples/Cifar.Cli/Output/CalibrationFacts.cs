using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Output;

/// <summary>What calibrating a model did to its probabilities, in lines for a person.</summary>
internal static class CalibrationFacts
{
    /// <param name="fit">What was found on the images held out.</param>
    /// <param name="temperature">The temperature the model has now.</param>
    /// <param name="risk">Share of the sure answers that may be wrong.</param>
    public static IEnumerable<(string Name, string? Value)> Of(TemperatureFit fit, double temperature, double risk = AnswerThresholds.DefaultRisk) =>
    [
        ("temperature", $"{temperature:F4}"),
        ("log-loss", $"{fit.LogLossBefore:F4} before, {fit.LogLossAfter:F4} after, on the {fit.Count:N0} images it was fitted to"),
        ("expected calibration error", $"{fit.CalibrationErrorBefore:F4} before, {fit.CalibrationErrorAfter:F4} after, on the same"),
        ("sure of its answer", fit.Threshold is { } threshold
            ? $"from a probability of {threshold.Probability:F3} on: {100 * threshold.Coverage:F1} % of these images, at most {100 * threshold.Risk:0.#} % of them wrongly"
            : fit.Count < AnswerThresholds.ImagesNeeded(risk)
                ? $"not known: there are {fit.Count:N0} images; at most {100 * risk:0.#} % wrong takes {AnswerThresholds.ImagesNeeded(risk):N0} to show, even without a single error"
                : "never: even its surest answers are wrong too often"),
        ("note", fit.AtLimit ? "the best temperature lies beyond the range that is searched" : null),
    ];
}
