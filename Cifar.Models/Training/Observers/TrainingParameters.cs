using System.Globalization;

namespace Cifar.Models.Training.Observers;

/// <summary>The settings of a training as names and texts, for programs that list and compare runs.</summary>
internal static class TrainingParameters
{
    /// <summary>The settings, sorted by name: what the user asked for, completed by the network's recipe, and the sizes of data and network.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(TrainingStart start)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["trainingImages"] = Text(start.TrainingImages),
            ["validationImages"] = Text(start.ValidationImages),
            ["stepsPerEpoch"] = Text(start.StepsPerEpoch),
            ["parameters"] = Text(start.Network.CountParameters()),
            ["classes"] = Text(start.Network.Classes),
        };
        Add(parameters, start.Options);
        Add(parameters, start.Recipe);
        return [.. parameters.Select(entry => (entry.Key, entry.Value))];
    }

    // The recipe comes last: it has the value of every setting that the options leave open.
    private static void Add(SortedDictionary<string, string> parameters, object settings)
    {
        foreach (var property in settings.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.GetValue(settings) is { } value && IsPlain(value))
            {
                parameters[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]] = Text(value);
            }
        }
    }

    private static bool IsPlain(object value) => value is string or IFormattable or bool or Enum || Array.Exists(value.GetType().GetInterfaces(), type => type.Name == "IParsable`1");

    private static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
