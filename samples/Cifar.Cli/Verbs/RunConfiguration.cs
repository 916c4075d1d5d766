using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cifar.Cli.Runs;
using Cifar.Models.Onnx;

namespace Cifar.Cli.Verbs;

/// <summary>What run.json says of a training, as far as an evaluation needs it.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Pipeline">Equal for runs that differ in nothing but the seed and the hardware.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="ValidationFraction">Share of the images held out.</param>
/// <param name="Seconds">Time the training took.</param>
/// <param name="Parameters">Numbers the network learnt.</param>
internal sealed record RunConfiguration(string Folder, string Pipeline, int? Seed, double? ValidationFraction, double? Seconds, long? Parameters)
{
    private const int HashLength = 12;

    // Of a transfer the images are a number beside their name, and backbones of one name may be different files.
    private static readonly string[] Configuration = ["net", "data", "images", "backboneSha256", "options", "recipe", "preprocessing"];
    private static readonly string[] NotConfiguration = ["seed", "threads", "device", "description"];

    // Options that say where things are kept, not what is computed.
    private static readonly string[] Places = ["folder", "path", "directory", "resume", "checkpoint", "log"];

    /// <summary>Reads run.json beside a model; null where there is none.</summary>
    public static RunConfiguration? Beside(string model)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        string path = Path.Combine(folder, RunFolder.RunFile);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var run = JsonNode.Parse(File.ReadAllBytes(path))?.AsObject() ?? throw new JsonException("it holds null.");
            var options = run["options"]?.AsObject();
            return new RunConfiguration(
                folder,
                $"{(string?)run["net"] ?? (string?)run["backbone"]} {Hash(run)}",
                (int?)options?["seed"],
                (double?)options?["validationFraction"],
                (double?)run["seconds"],
                (long?)run["parameters"]);
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no record of a run, or damaged: {damage.Message}\nMove the model out of this folder to evaluate it alone.", damage);
        }
    }

    /// <summary>The pipeline of a model that has no run.json, as far as the model itself knows it.</summary>
    public static string PipelineOf(ModelDescription model)
    {
        var training = model.Training is { } summary
            ? (summary with { Seed = 0, BestEpoch = 0, ValidationAccuracy = null, ValidationLoss = null, TrainingLoss = null }).ToString()
            : "unknown training";
        return $"{model.Network} {Hash(Encoding.UTF8.GetBytes(training + model.Preprocessing.ToJson()))}";
    }

    private static string Hash(JsonObject run)
    {
        var kept = new JsonObject(Configuration.Where(run.ContainsKey).Select(key => KeyValuePair.Create(key, run[key]?.DeepClone())));
        foreach (var part in kept.Select(pair => pair.Value).OfType<JsonObject>())
        {
            foreach (string key in part.Select(pair => pair.Key).Where(IsNoConfiguration).ToArray())
            {
                part.Remove(key);
            }
        }

        return Hash(Encoding.UTF8.GetBytes(kept.ToJsonString()));
    }

    private static bool IsNoConfiguration(string key) =>
        NotConfiguration.Contains(key) || Places.Any(place => key.Contains(place, StringComparison.OrdinalIgnoreCase));

    private static string Hash(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text))[..HashLength];
}
