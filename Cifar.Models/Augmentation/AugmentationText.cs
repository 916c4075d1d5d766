namespace Cifar.Models.Augmentation;

/// <summary>Reads and writes policies as text.</summary>
internal static class AugmentationText
{
    private const int MaxLength = 2_000;
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ',', '+'];
    private static readonly AugmentationPolicy Nothing = new();

    public static (AugmentationPolicy Policy, IReadOnlyList<string> Problems) Read(string text)
    {
        if (text.Length > MaxLength)
        {
            return (Nothing, [$"It has {text.Length:N0} characters; at most {MaxLength:N0} are read."]);
        }

        string[] words = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            return (Nothing, ["It is empty; write none for no augmentation."]);
        }

        var policy = Nothing;
        var problems = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < words.Length; i++)
        {
            if (AugmentationPolicy.Presets.TryGetValue(words[i], out var preset))
            {
                policy = i == 0 ? preset : policy;
                if (i > 0)
                {
                    problems.Add($"The preset '{words[i]}' must come first, and there can be only one.");
                }
            }
            else if (Apply(words[i], policy, seen, out string? problem) is { } changed)
            {
                policy = changed;
            }
            else
            {
                problems.Add(problem!);
            }
        }

        return (policy, problems.Count > 0 ? problems : Problems(policy));
    }

    public static string Write(AugmentationPolicy policy)
    {
        var words = AugmentationSettings.All.Where(setting => setting.Write(policy) != setting.Write(Nothing))
            .Select(setting => setting.Write(policy) == setting.Alone ? setting.Name : $"{setting.Name}={setting.Write(policy)}").ToArray();
        return words.Length == 0 ? "none" : string.Join(' ', words);
    }

    public static IReadOnlyList<string> Problems(AugmentationPolicy policy) =>
        [.. AugmentationSettings.All.Where(setting => !setting.Fits(policy)).Select(setting => Wrong(setting, setting.Write(policy)))];

    private static AugmentationPolicy? Apply(string word, AugmentationPolicy policy, HashSet<string> seen, out string? problem)
    {
        problem = null;
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        if (AugmentationSettings.All.FirstOrDefault(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } setting)
        {
            IEnumerable<string> names = AugmentationPolicy.Presets.Keys.Concat(AugmentationSettings.All.Select(setting => setting.Name));
            problem = AugmentationPolicy.Presets.ContainsKey(name)
                ? $"The preset '{name}' takes no value."
                : $"There is no setting or preset '{name}'.{NearestName.Suggest(name, names)}";
            return null;
        }

        if (!seen.Add(setting.Name))
        {
            problem = $"{setting.Name} is given twice.";
            return null;
        }

        string? value = equals < 0 ? setting.Alone : word[(equals + 1)..];
        var changed = value is null ? null : setting.Read(policy, value);
        problem = changed is not null ? null : value is null ? $"{setting.Name} needs a value: it must be {setting.Form}." : Wrong(setting, value);
        return changed;
    }

    private static string Wrong(AugmentationSetting setting, string value) => $"{setting.Name} is {value}; it must be {setting.Form}.";
}
