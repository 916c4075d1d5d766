using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cifar.Models.Training;

namespace Cifar.Pipelines.Reports;

/// <summary>What run.json says of a training, as far as a report shows it.</summary>
internal static class RunFile
{
    private const string Name = "run.json";
    private const long MostBytes = 64L << 20;
    private const int LongestList = 6;

    // Groups of facts, in the order in which they are shown.
    private static readonly string[] Groups = ["net", "backbone", "data", "preprocessing", "recipe", "options", "training", "calibration", "versions", "machine"];

    public static RunDetails AddTo(RunDetails details, string folder)
    {
        string path = Path.Combine(folder, Name);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return details;
        }

        try
        {
            if (file.Length > MostBytes)
            {
                throw new JsonException($"it has {file.Length:N0} bytes; at most {MostBytes:N0} are read.");
            }

            var run = JsonNode.Parse(File.ReadAllBytes(path))?.AsObject() ?? throw new JsonException("it holds null.");
            var facts = new Dictionary<string, string>();
            foreach (string group in Groups)
            {
                Collect(facts, group, run[group]);
            }

            return details with
            {
                History = Typed(run, "history", RunFileJson.Default.IReadOnlyListTrainingEpoch) ?? [],
                BestEpoch = (int?)run["training"]?["bestEpoch"] ?? 0,
                Configuration = facts,
                Notes = Typed(run, "notes", RunFileJson.Default.IReadOnlyListString) ?? [],
            };
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no record of a run, or damaged: {damage.Message}\nMove the file away to have a report without it.", damage);
        }
    }

    private static T? Typed<T>(JsonObject run, string key, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return run[key]?.Deserialize(type);
        }
        catch (JsonException wrong)
        {
            throw new JsonException($"its '{key}' is not what it must be.", wrong);
        }
    }

    private static void Collect(Dictionary<string, string> facts, string name, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject group:
                foreach (var (key, value) in group)
                {
                    Collect(facts, $"{name}.{key}", value);
                }

                break;
            case JsonArray list:
                facts[name] = list.Count <= LongestList ? string.Join(", ", list.Select(value => value?.ToString() ?? "")) : $"{list.Count} values";
                break;
            case not null:
                facts[name] = node.ToString();
                break;
        }
    }
}

/// <summary>The parts of run.json that have a type.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<TrainingEpoch>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class RunFileJson : JsonSerializerContext;
