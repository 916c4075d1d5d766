namespace Cifar.Models.Networks;

/// <summary>The words for <see cref="NetworkHeads"/> on command lines and in files.</summary>
public static class NetworkHeadsText
{
    private const string Fine = "fine";
    private const string FineAndCoarse = "fine+coarse";

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> Words { get; } = [Fine, FineAndCoarse];

    /// <summary>The word for a value.</summary>
    /// <param name="heads">The value.</param>
    /// <returns><c>fine</c> or <c>fine+coarse</c>.</returns>
    public static string ToText(this NetworkHeads heads) => heads == NetworkHeads.Fine ? Fine : FineAndCoarse;

    /// <summary>The value of a word.</summary>
    /// <param name="text"><c>fine</c> or <c>fine+coarse</c>; case does not matter.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static NetworkHeads Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ToLowerInvariant() switch
        {
            Fine => NetworkHeads.Fine,
            FineAndCoarse => NetworkHeads.FineAndCoarse,
            _ => throw new ArgumentException($"The heads are '{text}'; they must be '{Fine}' or '{FineAndCoarse}'.{NearestName.Suggest(text, [.. Words])}"),
        };
    }
}
