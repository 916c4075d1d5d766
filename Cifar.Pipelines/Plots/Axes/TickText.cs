using System.Globalization;

namespace Cifar.Pipelines.Plots.Axes;

/// <summary>Numbers as people read them: no more decimals than needed, a true minus sign.</summary>
internal static class TickText
{
    /// <summary>A number that is a multiple of some step.</summary>
    public static string Of(double value, double step, AxisUnit unit)
    {
        if (unit == AxisUnit.Percent)
        {
            return Of(value * 100, step * 100, AxisUnit.Number) + " %";
        }

        // No sign before a zero.
        value = Math.Abs(value) < step * 1e-6 ? 0 : value;
        double size = Math.Max(Math.Abs(value), step);
        if (size is >= 1e6 or < 1e-4)
        {
            int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(size / step)), 2, 14);
            return value == 0 ? "0" : Signed(value.ToString($"0.{new string('#', digits)}e0", CultureInfo.InvariantCulture));
        }

        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 15);
        return Signed(Math.Round(value, decimals).ToString((size >= 10_000 ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>A share 0..1 as a percentage with one decimal.</summary>
    public static string Percent(double share) => Signed((share * 100).ToString("F1", CultureInfo.InvariantCulture)) + " %";

    /// <summary>A number with four digits or so.</summary>
    public static string Short(double value) => Signed(value.ToString(Math.Abs(value) is (>= 1e5 or < 1e-3) and not 0 ? "0.##e0" : "G4", CultureInfo.InvariantCulture));

    private static string Signed(string text) => text.Replace('-', '−').Replace("e−", "e-", StringComparison.Ordinal);
}
