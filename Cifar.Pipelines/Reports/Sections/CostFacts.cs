using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>What a model costs, in words.</summary>
internal static class CostFacts
{
    public static IEnumerable<KeyValuePair<string, string>> Of(RunCosts costs)
    {
        yield return new("training", Text(costs.TrainingSeconds, Show.Duration));
        yield return new("parameters", Text(costs.Parameters, Show.Whole));
        yield return new("multiply-adds an image", Text(costs.MultiplyAdds, Show.Whole));
        yield return new("model file", Show.Bytes(costs.ModelBytes));
        yield return new("time an image, in batches", Show.Milliseconds(costs.MillisecondsPerImage));
        yield return new("one picture alone, median", Text(costs.LatencyMilliseconds, Show.Milliseconds));
        yield return new("measured on", costs.Machine);
    }

    private static string Text(double? number, Func<double, string> show) => number is { } known ? show(known) : "unknown";
}
