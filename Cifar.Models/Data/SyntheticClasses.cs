namespace Cifar.Models.Data;

/// <summary>The 100 synthetic classes: 4 colours x 5 shapes make the 20 groups, 5 textures the classes in each.</summary>
/// <remarks>
/// Colour and outline are easier to see than texture, so mistakes fall mostly inside a group, as they do in photographs.
/// Both name lists are sorted, as those of CIFAR-100 are, so the superclass is no simple function of the label.
/// </remarks>
static class SyntheticClasses
{
    static readonly string[] Colors = ["red", "lime", "cyan", "violet"];      // hue 0, 90, 180, 270 degrees

    static readonly Appearance[] ByLabel =
        [.. from color in Enumerable.Range(0, 4)
            from shape in Enum.GetValues<SyntheticShape>()
            from texture in Enum.GetValues<SyntheticTexture>()
            let name = $"{Colors[color]}_{Word(texture)}_{Word(shape)}"
            orderby name
            select new Appearance(name, $"{Colors[color]}_{Word(shape)}{(shape == SyntheticShape.Cross ? "es" : "s")}", color * 0.25, shape, texture)];

    public static ClassLabels Labels { get; } = MakeLabels();

    public static Appearance Of(int label) => ByLabel[label];

    static ClassLabels MakeLabels()
    {
        string[] groups = [.. ByLabel.Select(look => look.Group).Distinct().Order(StringComparer.Ordinal)];
        return new ClassLabels([.. ByLabel.Select(look => look.Name)], groups, [.. ByLabel.Select(look => Array.IndexOf(groups, look.Group))]);
    }

    static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>What a class looks like; hue in turns.</summary>
    public sealed record Appearance(string Name, string Group, double Hue, SyntheticShape Shape, SyntheticTexture Texture);
}
