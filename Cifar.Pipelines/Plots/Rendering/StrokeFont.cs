using System.Text;

namespace Cifar.Pipelines.Plots.Rendering;

/// <summary>The font of PNG files: a plain sans-serif drawn with a pen of one width.</summary>
/// <remarks>
/// Twenty units are the size of the font. Strokes are parted by semicolons; each is a sequence of corners <c>x,y</c> and of arcs
/// <c>@cx,cy,rx,ry,from,to</c> of an ellipse, angles in degrees, clockwise from the right. Capitals are 13 units high and small letters 9.5, measured along the
/// middle of the pen.
/// </remarks>
internal static partial class StrokeFont
{
    /// <summary>Units that are the size of the font.</summary>
    public const double Size = 20;

    private const string AccentNames = "`´^~¨°¸";

    // For U+00C0 to U+00FF: the letter below the accent and the accent; a letter twice is a sign of its own.
    private const string Accented =
        "A`A´A^A~A¨A°ææC¸E`E´E^E¨I`I´I^I¨DDN~O`O´O^O~O¨××ØØU`U´U^U¨Y´ÞÞßßa`a´a^a~a¨a°ææc¸e`e´e^e¨i`i´i^i¨ððn~o`o´o^o~o¨÷÷øøu`u´u^u¨y´þþy¨";

    private static readonly Dictionary<Rune, Glyph> Glyphs = Load();

    private static readonly Glyph Unknown = Glyph.Parse(12, "2,0 2,-13 10,-13 10,0 2,0");

    /// <summary>The letter, or a frame where the font has none.</summary>
    public static Glyph Of(Rune rune) => Glyphs.GetValueOrDefault(rune) ?? Unknown;

    private static Dictionary<Rune, Glyph> Load()
    {
        var glyphs = new Dictionary<Rune, Glyph>();
        foreach (var (letter, advance, path) in Letters().Concat(Signs()))
        {
            glyphs[new Rune(letter)] = Glyph.Parse(advance, path);
        }

        var accents = AccentNames.Zip(Accents(), (name, path) => (name, Glyph: Glyph.Parse(0, path))).ToDictionary(accent => accent.name, accent => accent.Glyph);
        for (int i = 0; i < Accented.Length / 2; i++)
        {
            var (letter, accent) = (Accented[2 * i], Accented[(2 * i) + 1]);
            if (accents.TryGetValue(accent, out var mark) && glyphs.TryGetValue(new Rune(letter), out var below))
            {
                var plain = letter == 'i' ? below with { Strokes = [below.Strokes[0]] } : below;
                double lift = char.IsUpper(letter) && accent != '¸' ? -3.4 : 0;
                glyphs[new Rune(0xc0 + i)] = plain.With(mark, below.Advance / 2, lift);
            }
        }

        return glyphs;
    }

    // Grave, acute, circumflex, tilde, two dots, ring, cedilla: in the middle, above a small letter.
    private static string[] Accents() =>
    [
        "-1.8,-13.6 0.6,-11.8", "1.8,-13.6 -0.6,-11.8", "-2.4,-11.7 0,-13.7 2.4,-11.7", "@-1.3,-12.5,1.3,0.9,180,360 @1.3,-12.5,1.3,0.9,180,0",
        "-2.1,-12.7 -2.1,-12.9; 2.1,-12.7 2.1,-12.9", "@0,-13,1.5,1.5,0,360", "0.2,0.6 @0,2.6,1.5,1.3,-70,130",
    ];
}
