using System.Globalization;
using System.Text.Json.Serialization;
using Cifar.Models.Networks;

namespace Cifar.Cli.Verbs;

/// <summary>How a network is trained unless told otherwise.</summary>
internal sealed record NetworkRecipe(string Optimizer, string Schedule, double LearningRate, double WeightDecay, double LabelSmoothing, double AveragingDecay)
{
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture, $"{Optimizer}, {Schedule}, rate {LearningRate}, weight decay {WeightDecay}, label smoothing {LabelSmoothing}");
}

/// <summary>What <c>nets</c> prints for each network.</summary>
internal sealed record NetworkResult(string Name, long Parameters, long MultiplyAdds, bool HasWidth, string Reference, NetworkRecipe Recipe);

/// <summary>What <c>nets NAME</c> prints.</summary>
internal sealed record NetworkDetails(
    string Name, double Width, string Heads, long Parameters, long MultiplyAdds, string Reference, NetworkRecipe Recipe, IReadOnlyList<NetworkLayer> Layers);

/// <summary>How networks become JSON: camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NetworkResult[]))]
[JsonSerializable(typeof(NetworkDetails))]
internal sealed partial class NetsResults : JsonSerializerContext
{
    public static NetworkResult Of(NetworkEntry entry)
    {
        NetworkSize size = entry.Measure();
        return new(entry.Name, size.Parameters, size.MultiplyAdds, entry.HasWidth, entry.Reference, RecipeOf(entry));
    }

    public static NetworkDetails Of(NetworkEntry entry, NetworkSettings settings, NetworkSummary summary) => new(
        entry.Name, settings.Width, settings.Heads.ToText(), summary.Parameters, summary.MultiplyAdds, entry.Reference, RecipeOf(entry), summary.Layers);

    private static NetworkRecipe RecipeOf(NetworkEntry entry) => new(
        entry.Recipe.Optimizer.Optimizer.ToString(),
        entry.Recipe.Schedule.Schedule.ToString(),
        entry.Recipe.LearningRate,
        entry.Recipe.Optimizer.WeightDecay,
        entry.Recipe.LabelSmoothing,
        entry.Recipe.AveragingDecay);
}
