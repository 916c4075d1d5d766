using System.Globalization;
using Cifar.Pipelines.Evaluation;

namespace Cifar.Pipelines.Reports;

/// <summary>How numbers are written in reports.</summary>
internal static class Show
{
    public const string NotApplicable = "n/a";

    public static string Percent(double share) => Text($"{100 * share:0.00} %");

    public static string Percent(double? share) => share is { } known ? Percent(known) : NotApplicable;

    public static string Percent(Interval interval) => Text($"{100 * interval.Low:0.00} to {100 * interval.High:0.00} %");

    public static string Points(double share) => Text($"{100 * share:+0.00;−0.00;0.00}");

    public static string Points(Interval interval) => $"{Points(interval.Low)} to {Points(interval.High)}";

    public static string Four(double number) => Text($"{number:0.0000}");

    public static string Three(double number) => Text($"{number:0.000}");

    public static string Whole(double number) => Text($"{number:N0}");

    public static string Probability(double p) => p < 0.0001 ? "< 0.0001" : Text($"{p:0.0000}");

    public static string Bytes(double bytes) => Text($"{bytes / 1e6:0.00} MB");

    public static string Duration(double seconds) => seconds switch
    {
        < 60 => Text($"{seconds:0.0} s"),
        < 3600 => Text($"{seconds / 60:0.0} min"),
        _ => Text($"{seconds / 3600:0.00} h"),
    };

    public static string Short(double number) => number switch
    {
        >= 1e9 => Text($"{number / 1e9:0.00} G"),
        >= 1e6 => Text($"{number / 1e6:0.0} M"),
        >= 1e3 => Text($"{number / 1e3:0.0} k"),
        _ => Whole(number),
    };

    public static string Milliseconds(double milliseconds) => Text($"{milliseconds:0.000} ms");

    public static string Date(DateTimeOffset time) => Text($"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
