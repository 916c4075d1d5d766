using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cifar.Models.Data;

namespace Cifar.Models.Onnx;

/// <summary>The JSON that travels inside models.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(Preprocessing))]
[JsonSerializable(typeof(TrainingSummary))]
[JsonSerializable(typeof(AnswerThreshold))]
[JsonSerializable(typeof(ClassLabels))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class OnnxJsonContext : JsonSerializerContext;

/// <summary>Reading and writing with every complaint of the reader and of the record itself as a <see cref="ModelFormatException"/>.</summary>
internal static class OnnxJson
{
    // A description of 100,000 classes with names of 100 letters fits; more is damage or mischief.
    private const int MaximumLength = 16 << 20;

    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static T Read<T>(string json, JsonTypeInfo<T> type, string what)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaximumLength)
        {
            throw new ModelFormatException($"The {what} is {json.Length:N0} characters long; at most {MaximumLength:N0} are read.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new ModelFormatException($"The {what} is null.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException($"The {what} is not valid: {error.Message}", error);
        }
    }
}
