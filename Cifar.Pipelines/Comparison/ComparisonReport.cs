using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Data;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Comparison;

/// <summary>Which of several pipelines is better, by how much, and at what cost.</summary>
/// <param name="TestSet">The images all of them were evaluated on.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Significance">Greatest corrected p that counts as a difference.</param>
/// <param name="Resamples">Resamples of the bootstrap.</param>
/// <param name="Runs">The runs, in the order given.</param>
/// <param name="Pipelines">The pipelines they belong to, the most accurate first.</param>
/// <param name="Pairs">All pairs of pipelines, in the order of <paramref name="Pipelines"/>.</param>
/// <param name="Notes">What to bear in mind when reading this.</param>
public sealed record ComparisonReport(
    TestSet TestSet,
    ClassLabels Classes,
    double Significance,
    int Resamples,
    IReadOnlyList<ComparedRun> Runs,
    IReadOnlyList<ComparedPipeline> Pipelines,
    IReadOnlyList<ComparedPair> Pairs,
    IReadOnlyList<string> Notes)
{
    /// <summary>Raised when a key changes its meaning.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Writes the comparison as JSON: camel case.</summary>
    /// <param name="indented">Whether to write it over many lines.</param>
    /// <returns>An object with the properties of this record.</returns>
    public string ToJson(bool indented = false) => JsonSerializer.Serialize(this, (indented ? ComparisonJson.Indented : ComparisonJson.Readable).ComparisonReport);
}

/// <summary>How comparisons are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    public static ComparisonJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static ComparisonJson Indented => field ??= new(new JsonSerializerOptions(Readable.Options) { WriteIndented = true });
}
