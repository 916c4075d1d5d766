using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cifar.Models.Augmentation;

/// <summary>A closed range of numbers to draw from, in text <c>0.8..1.2</c>; one number alone is the range of just that number.</summary>
/// <param name="From">Smallest value.</param>
/// <param name="To">Greatest value, at least <paramref name="From"/>.</param>
public readonly record struct ValueRange(double From, double To) : IParsable<ValueRange>
{
    /// <summary>Reads <c>FROM..TO</c> or one number.</summary>
    /// <param name="s">The text; numbers have a decimal point.</param>
    /// <param name="provider">Ignored: the form is the same everywhere.</param>
    /// <returns>The range.</returns>
    /// <exception cref="FormatException">The text is not of that form, or the range is upside down.</exception>
    public static ValueRange Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out ValueRange range)
        ? range
        : throw new FormatException($"'{s}' is not a range; write it as 0.8..1.2.");

    /// <summary>Reads <c>FROM..TO</c> or one number, if it is one.</summary>
    /// <param name="s">The text; numbers have a decimal point.</param>
    /// <param name="provider">Ignored: the form is the same everywhere.</param>
    /// <param name="result">The range.</param>
    /// <returns>Whether the text is a range.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ValueRange result)
    {
        result = default;
        string[] ends = (s ?? "").Split("..");
        if (ends.Length > 2 || !Number(ends[0], out double from) || !Number(ends[^1], out double to) || from > to)
        {
            return false;
        }

        result = new(from, to);
        return true;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    /// <returns><c>FROM..TO</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}..{To}");

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
