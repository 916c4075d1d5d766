using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Evaluation;

/// <summary>The evaluation of one trained model: what lies in a run folder as <c>evaluation.json</c>.</summary>
public sealed record EvaluationRecord
{
    /// <summary>The format that is written now; raised when a key changes its meaning.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Format of the file.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the run, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The model file, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model file as it was evaluated, lower-case hexadecimal; null where it was not noted.</summary>
    /// <value>null. With it, <see cref="EvaluationFolder.Read"/> notices a model that was calibrated or trained anew since.</value>
    public string? ModelSha256 { get; init; }

    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Seed of the training; null if unknown.</summary>
    public required int? Seed { get; init; }

    /// <summary>A text that is equal for runs that differ in nothing but the seed: the pipeline that was run.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The images it was evaluated on.</summary>
    public required TestSet TestSet { get; init; }

    /// <summary>Temperature of the model; 1 where it is not calibrated.</summary>
    public required double Temperature { get; init; }

    /// <summary>From which probability on the model is sure of its answer; null where nobody has measured that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerThreshold? Threshold { get; init; }

    /// <summary>The results.</summary>
    public required ImageClassificationReport Report { get; init; }

    /// <summary>The results with test-time augmentation; null without it. Comparisons use <see cref="Report"/>.</summary>
    public ImageClassificationReport? Augmented { get; init; }

    /// <summary>What that augmentation was; null without it.</summary>
    public string? Augmentation { get; init; }

    /// <summary>What the model costs.</summary>
    public required RunCosts Costs { get; init; }

    /// <summary>When it was evaluated.</summary>
    public required DateTimeOffset Evaluated { get; init; }

    /// <summary>SHA-256 of the file of predictions that belongs to this one; empty until it is written.</summary>
    public string PredictionsSha256 { get; init; } = "";

    /// <summary>Writes the record as JSON: camel case, indented.</summary>
    /// <returns>An object with the properties of this record.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Readable.EvaluationRecord);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The record; its per-image results are not in it.</returns>
    /// <exception cref="InvalidDataException">The text is no such record, or of a newer format.</exception>
    public static EvaluationRecord FromJson(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json, EvaluationJson.Readable.EvaluationRecord) ?? throw new InvalidDataException("It holds null.");
            return record.Format == CurrentFormat
                ? record
                : throw new InvalidDataException($"It has format {record.Format}; this version reads format {CurrentFormat}.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"It is no evaluation, or damaged: {error.Message}", error);
        }
    }
}

/// <summary>How evaluations are written: for people to read as well.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EvaluationRecord))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    public static EvaluationJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
