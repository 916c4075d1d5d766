namespace Cifar.Models.Onnx;

/// <summary>What happens to the pixels of an image before the network sees them: sharpening, then normalisation.</summary>
/// <remarks>Travels as JSON in the metadata of ONNX files and in column annotations.</remarks>
/// <param name="Sharpening">The kernel that sharpens the 8-bit image, or null for none.</param>
/// <param name="Normalization">How the (sharpened) pixels 0..255 become network inputs.</param>
public sealed record Preprocessing(SharpeningKernel? Sharpening, PixelNormalization Normalization)
{
    /// <summary>No sharpening, pixels -1..1.</summary>
    public static Preprocessing Default { get; } = new(null, PixelNormalization.MinusOneToOne);

    /// <inheritdoc cref="Preprocessing(SharpeningKernel?, PixelNormalization)" path="/param[@name='Normalization']"/>
    public PixelNormalization Normalization { get; init; } = Normalization ?? throw new ArgumentNullException(nameof(Normalization));

    /// <summary>Writes the preprocessing as one line of JSON.</summary>
    /// <returns>An object with <c>sharpening</c> and <c>normalization</c>.</returns>
    public string ToJson() => OnnxJson.Write(this, OnnxJsonContext.Default.Preprocessing);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The preprocessing, its numbers checked.</returns>
    /// <exception cref="ModelFormatException">The text is no JSON, lacks a part, or a number is out of range.</exception>
    public static Preprocessing FromJson(string json) => OnnxJson.Read(json, OnnxJsonContext.Default.Preprocessing, "preprocessing of the model");
}
