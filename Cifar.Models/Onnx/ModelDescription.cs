using System.Text.Json.Serialization;
using Cifar.Models.Data;

namespace Cifar.Models.Onnx;

/// <summary>What a trained model is: its labels, what it does to pixels, its network, its input size, how it was trained.</summary>
/// <remarks>Travels as JSON in the metadata of ONNX files and in a column of the prediction pipeline.</remarks>
/// <param name="Labels">Names of the classes in the order of the outputs, with their superclasses if there are any.</param>
/// <param name="Preprocessing">What happens to the pixels before the network sees them.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Height">Rows of an input image, 1 to 4,096.</param>
/// <param name="Width">Columns of an input image, 1 to 4,096.</param>
/// <param name="Temperature">Logits are divided by this before the softmax; 0.001 to 1,000, 1 when uncalibrated.</param>
/// <param name="Training">How the model was trained; null if unknown.</param>
/// <exception cref="ArgumentException">A number is out of range.</exception>
public sealed record ModelDescription(
    ClassLabels Labels,
    Preprocessing Preprocessing,
    string Network,
    int Height,
    int Width,
    double Temperature = 1,
    TrainingSummary? Training = null)
{
    /// <summary>Largest height and width of an input image, in pixels.</summary>
    public const int MaximumSide = 4096;

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Labels']"/>
    public ClassLabels Labels { get; init; } = Labels ?? throw new ArgumentNullException(nameof(Labels));

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Preprocessing']"/>
    public Preprocessing Preprocessing { get; init; } = Preprocessing ?? throw new ArgumentNullException(nameof(Preprocessing));

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Network']"/>
    public string Network { get; init; } = Network ?? throw new ArgumentNullException(nameof(Network));

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Height']"/>
    public int Height { get; init => field = CheckSide(value, nameof(Height)); } = CheckSide(Height, nameof(Height));

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Width']"/>
    public int Width { get; init => field = CheckSide(value, nameof(Width)); } = CheckSide(Width, nameof(Width));

    /// <inheritdoc cref="ModelDescription" path="/param[@name='Temperature']"/>
    public double Temperature { get; init => field = CheckTemperature(value); } = CheckTemperature(Temperature);

    /// <summary>From which probability on the model is sure of its answer.</summary>
    /// <value>null: nobody has measured that.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerThreshold? Threshold { get; init; }

    /// <summary>Whether the model is sure of an answer.</summary>
    /// <param name="probability">The greatest of its probabilities, 0..1.</param>
    /// <returns>null where <see cref="Threshold"/> is not known.</returns>
    public bool? IsSure(double probability) => Threshold is { } threshold ? probability >= threshold.Probability : null;

    /// <summary>Writes the description as one line of JSON.</summary>
    /// <returns>An object with the properties of this record in camel case.</returns>
    public string ToJson() => OnnxJson.Write(this, OnnxJsonContext.Default.ModelDescription);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The description, its numbers and counts checked.</returns>
    /// <exception cref="ModelFormatException">The text is no JSON, lacks a part, or a number is out of range.</exception>
    public static ModelDescription FromJson(string json) => OnnxJson.Read(json, OnnxJsonContext.Default.ModelDescription, "model description");

    private static int CheckSide(int side, string name) => side is >= 1 and <= MaximumSide
        ? side
        : throw new ArgumentException($"{name} is {side}; it must be 1 to {MaximumSide}.");

    // Small and large temperatures would overflow or flatten every 32-bit logit.
    private static double CheckTemperature(double temperature) => temperature is >= 1e-3 and <= 1e3
        ? temperature
        : throw new ArgumentException($"{nameof(Temperature)} is {temperature}; it must be 0.001 to 1000.");
}
