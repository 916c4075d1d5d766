using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Cifar.Cli.Parsing;
using Cifar.Models;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;

namespace Cifar.Cli.Runs;

/// <summary>The trainer's options by name, for <c>--set</c> and for run.json: every option of the library can be set without code here.</summary>
internal static class TrainerSettings
{
    // The trainer's own options; its column names, progress and cancellation are none of the user's business.
    private static readonly PropertyInfo[] Known = typeof(TrainingOptions).GetProperties();

    /// <summary>Sets one option from <c>key=value</c>; the key may be written weight-decay, weightDecay or WeightDecay.</summary>
    public static void Set(TrainingOptions options, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new UsageException($"--set takes key=value, not '{assignment}'.\nKeys: {Keys}.");
        }

        string key = assignment[..equals].Trim();
        var property = Known.FirstOrDefault(property => Fold(property.Name) == Fold(key))
            ?? throw new UsageException($"--set {assignment}: there is no option '{key}'.{NearestName.Suggest(key, Known.Select(Key))}\nKeys: {Keys}.");
        property.SetValue(options, Parse(property.PropertyType, key, assignment[(equals + 1)..].Trim()));
    }

    /// <summary>All options with their values.</summary>
    public static JsonObject ToJson(TrainingOptions options) =>
        new(Known.Select(property => KeyValuePair.Create(CamelCase(property.Name), (JsonNode?)Node(property.GetValue(options)))));

    private static string Keys => string.Join(", ", Known.Select(Key));

    private static object? Parse(Type type, string key, string text)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (plain is not null && text.Equals("default", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        plain ??= type;
        try
        {
            return plain switch
            {
                _ when plain == typeof(NetworkHeads) => NetworkHeadsText.Parse(text),
                { IsEnum: true } => Enum.Parse(plain, Enum.GetNames(plain).FirstOrDefault(name => Fold(name) == Fold(text)) ?? throw new FormatException()),
                _ when plain == typeof(bool) => text.ToLowerInvariant() switch { "true" or "on" or "yes" => true, "false" or "off" or "no" => false, _ => throw new FormatException() },
                _ when plain == typeof(AugmentationPolicy) => AugmentationPolicy.Parse(text),
                _ when plain == typeof(ImageSizes) => ImageSizes.Parse(text),
                _ => Convert.ChangeType(text, plain, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            // These two say themselves what is wrong with the text.
            throw new UsageException(plain == typeof(AugmentationPolicy) || plain == typeof(ImageSizes) ? $"--set {key}: {wrong.Message}" : $"--set {key}: '{text}' is not {Kind(plain)}.");
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ => "a number",
    };

    private static JsonValue? Node(object? value) => value switch
    {
        null => null,
        bool truth => JsonValue.Create(truth),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        NetworkHeads heads => JsonValue.Create(heads.ToText()),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static string Key(PropertyInfo property) => CamelCase(property.Name);

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
