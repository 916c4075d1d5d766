using System.Text.Json.Serialization;
using Cifar.Models.Training.Optimization;

namespace Cifar.Cli.Output;

/// <summary>What <c>lr-find</c> prints.</summary>
internal sealed record LearningRateResult(
    string Net,
    string Data,
    int Images,
    string Optimizer,
    int BatchSize,
    double? Steepest,
    double? TenthOfMinimum,
    double NetworkDefault,
    bool Diverged,
    IReadOnlyList<string> Files,
    IReadOnlyList<LearningRatePoint> Curve);

/// <summary>How it becomes JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LearningRateResult))]
internal sealed partial class LearningRateJson : JsonSerializerContext;
