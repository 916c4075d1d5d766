namespace Cifar.Models;

/// <summary>Finds what somebody probably meant to type.</summary>
public static class NearestName
{
    /// <summary>A sentence that suggests the nearest of the names.</summary>
    /// <param name="typed">What was typed; case does not matter.</param>
    /// <param name="names">What it may have been.</param>
    /// <returns><c> Did you mean 'NAME'?</c> with a blank in front; empty when no name is near.</returns>
    public static string Suggest(string typed, IEnumerable<string> names) => Find(typed, names) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>Finds the nearest of the names: few slips of the fingers away, or begun by what was typed.</summary>
    /// <param name="typed">What was typed; case does not matter.</param>
    /// <param name="names">What it may have been.</param>
    /// <returns>The name; null when none is near.</returns>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(typed, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return nearest.Name is { } found && (nearest.Distance <= Math.Max(2, Math.Max(typed.Length, found.Length) / 3) || IsBeginning(typed, found)) ? found : null;
    }

    private static bool IsBeginning(string typed, string name) =>
        typed.TrimStart('-').Length >= 2 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    // Insertions, deletions, substitutions, and swaps of neighbours (the commonest slip of the fingers), each 1.
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                int substitute = steps[i - 1, j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
                steps[i, j] = Math.Min(substitute, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[from.Length, to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
