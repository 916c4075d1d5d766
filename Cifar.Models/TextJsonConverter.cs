using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cifar.Models;

/// <summary>Writes a value that has a text form as that text.</summary>
/// <typeparam name="T">The type; its <c>ToString</c> gives what its <c>Parse</c> reads.</typeparam>
public sealed class TextJsonConverter<T> : JsonConverter<T>
    where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.GetString();
        return text is not null && T.TryParse(text, CultureInfo.InvariantCulture, out T? value) ? value : throw new JsonException($"'{text}' is no {typeof(T).Name}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
