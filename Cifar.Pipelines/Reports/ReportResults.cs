using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Pipelines.Comparison;

namespace Cifar.Pipelines.Reports;

/// <summary>All numbers of a report, for programs: <c>results.json</c>. Its schema is published as <c>docs/results-schema.json</c>.</summary>
/// <param name="Runs">The runs, in the order given; per-image results are not in it.</param>
/// <param name="Comparison">How they compare; null for a single run.</param>
public sealed record ReportResults(IReadOnlyList<RunDetails> Runs, ComparisonReport? Comparison)
{
    /// <summary>Raised when a key changes its meaning.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Writes the results as JSON: camel case, indented.</summary>
    /// <returns>An object with the properties of this record.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, ReportResultsJson.Readable.ReportResults);
}

/// <summary>How results are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReportResults))]
internal sealed partial class ReportResultsJson : JsonSerializerContext
{
    public static ReportResultsJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
