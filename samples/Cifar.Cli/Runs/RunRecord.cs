using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;

namespace Cifar.Cli.Runs;

/// <summary>The images of a run.</summary>
internal sealed record RunData(string Name, string Description, bool Synthetic, int Images, int? Limit, int Classes, int Width, int Height);

/// <summary>run.json: everything needed to repeat a training and to compare it with others.</summary>
internal sealed record RunRecord(
    string Net,
    long Parameters,
    RunData Data,
    JsonObject Options,
    TrainingRecipe Recipe,
    Preprocessing Preprocessing,
    TrainingSummary? Training,
    double Seconds,
    double ImagesPerSecond,
    IReadOnlyList<TrainingEpoch> History,
    IReadOnlyList<string> Notes,
    DateTimeOffset Started,
    DateTimeOffset Finished,
    Versions Versions,
    Machine Machine,
    string Model,
    string Onnx)
{
    /// <summary>Raised when a key changes its meaning.</summary>
    public int Format { get; } = 1;
}

/// <summary>How run.json is written: camel case, for people to read as well.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunJson : JsonSerializerContext
{
    public static string Write(RunRecord record) => JsonSerializer.Serialize(record, Readable.RunRecord) + "\n";

    private static RunJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
