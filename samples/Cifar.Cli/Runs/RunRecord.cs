using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cifar.Cli.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Cli.Runs;

/// <summary>The images of a run.</summary>
internal sealed record RunData(string Name, string Description, bool Synthetic, string Sha256, int Images, int? Limit, int Classes, int Width, int Height)
{
    /// <summary>Pictures of a folder that could not be read and were left out; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BadImage>? SkippedImages { get; init; }
}

/// <summary>Whether a training is done.</summary>
internal enum RunState
{
    /// <summary>It goes on, or was killed.</summary>
    Running,

    /// <summary>All epochs are done, or it stopped early.</summary>
    Finished,

    /// <summary>It was cancelled.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <summary>What the user asked for, as far as it is needed to go on with the training.</summary>
internal sealed record RunPlan(string Net, string Data, int? Limit, int? Size, bool Sharpen, string Normalize, IReadOnlyList<string> Settings, string? Mlflow, bool Calibrate = false)
{
    /// <summary>What becomes of pictures of a folder that cannot be read; null: they end the training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnBadImage { get; init; }
}

/// <summary>run.json: everything needed to repeat a training and to compare it with others.</summary>
internal sealed record RunRecord(
    RunState State,
    string? Error,
    RunPlan Plan,
    string Net,
    long Parameters,
    RunData Data,
    JsonObject Options,
    TrainingRecipe Recipe,
    Preprocessing Preprocessing,
    TrainingSummary? Training,
    TemperatureFit? Calibration,
    double Seconds,
    double ImagesPerSecond,
    IReadOnlyList<TrainingEpoch> History,
    IReadOnlyList<string> Notes,
    DateTimeOffset Started,
    DateTimeOffset? Finished,
    Versions Versions,
    Machine Machine,
    string Model,
    string Onnx)
{
    /// <summary>The processes of a training by several; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunRanks? Ranks { get; init; }

    /// <summary>Raised when a key changes its meaning.</summary>
    public int Format { get; } = 1;
}

/// <summary>How run.json is written: camel case, for people to read as well.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunPlan))]
internal sealed partial class RunJson : JsonSerializerContext
{
    public static string Write(RunRecord record) => JsonSerializer.Serialize(record, Readable.RunRecord) + "\n";

    /// <summary>What a training is started with, for other processes.</summary>
    public static string WritePlan(RunPlan plan) => JsonSerializer.Serialize(plan, Readable.RunPlan);

    /// <summary>Reads what <see cref="WritePlan"/> wrote.</summary>
    public static RunPlan ParsePlan(string text) => JsonSerializer.Deserialize(text, Readable.RunPlan) ?? throw new InvalidDataException("Rank 0 sent no plan of the training.");

    /// <summary>Reads what a training was started with.</summary>
    public static RunPlan ReadPlan(string path)
    {
        try
        {
            var run = JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject;
            return run?["plan"].Deserialize(Readable.RunPlan) ?? throw new JsonException("it holds no plan.");
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no record of a training, or damaged: {damage.Message}\nStart the training anew, with --out and another folder.", damage);
        }
    }

    /// <summary>Hash and number of the images that a training learnt from and held out; null where the record does not say.</summary>
    public static (string Sha256, int Count)? ReadImages(string path)
    {
        try
        {
            var data = JsonNode.Parse(File.ReadAllBytes(path))?["data"] as JsonObject;
            return data?["sha256"] is { } hash && data["images"] is { } count ? (hash.GetValue<string>(), count.GetValue<int>()) : null;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no record of a run, or damaged: {damage.Message}\nMove the model out of this folder to use it alone.", damage);
        }
    }

    private static RunJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
