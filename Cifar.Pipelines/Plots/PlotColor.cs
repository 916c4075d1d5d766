using System.Globalization;

namespace Cifar.Pipelines.Plots;

/// <summary>A colour of the sRGB space.</summary>
/// <param name="Red">Red, 0..255.</param>
/// <param name="Green">Green, 0..255.</param>
/// <param name="Blue">Blue, 0..255.</param>
/// <param name="Opacity">0 (not to be seen) to 1 (covers what is below).</param>
public readonly record struct PlotColor(byte Red, byte Green, byte Blue, double Opacity = 1)
{
    /// <summary>White.</summary>
    public static PlotColor White => new(255, 255, 255);

    /// <summary>A grey.</summary>
    /// <param name="level">0 (black) to 255 (white).</param>
    /// <returns>The colour with that level in all channels.</returns>
    public static PlotColor Gray(byte level) => new(level, level, level);

    /// <summary>A mixture with another colour.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="share">Its share, 0..1.</param>
    /// <returns>The mixture, as opaque as this colour.</returns>
    public PlotColor Mix(PlotColor other, double share) => this with
    {
        Red = Between(Red, other.Red, share),
        Green = Between(Green, other.Green, share),
        Blue = Between(Blue, other.Blue, share),
    };

    /// <summary>The colour as CSS writes it, without opacity.</summary>
    /// <returns>Six hexadecimal digits after #.</returns>
    public string ToHex() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static byte Between(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * Math.Clamp(share, 0, 1)));
}
