using System.Globalization;

namespace Cifar.Models.Augmentation;

/// <summary>One setting of a policy: its name, and how its value is read, written and checked.</summary>
/// <param name="Name">As it is written in the text of a policy.</param>
/// <param name="Form">What the value may be, to follow "it must be".</param>
/// <param name="Alone">The value that the name alone stands for; null where a value must be given.</param>
/// <param name="Write">The value as text.</param>
/// <param name="Read">The policy with another value; null where the text is no such value.</param>
/// <param name="Fits">Whether the value is in range.</param>
internal sealed record AugmentationSetting(
    string Name,
    string Form,
    string? Alone,
    Func<AugmentationPolicy, string> Write,
    Func<AugmentationPolicy, string, AugmentationPolicy?> Read,
    Func<AugmentationPolicy, bool> Fits)
{
    public static AugmentationSetting Number(
        string name, double least, double most, Func<AugmentationPolicy, double> get, Func<AugmentationPolicy, double, AugmentationPolicy> with, bool zero = false) =>
        new(name, Between(zero ? "0, or " : "", least, most), null, policy => Text(get(policy)),
            (policy, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? with(policy, value) : null,
            policy => (get(policy) >= least && get(policy) <= most) || (zero && get(policy) == 0));

    public static AugmentationSetting Whole(
        string name, int most, Func<AugmentationPolicy, int> get, Func<AugmentationPolicy, int, AugmentationPolicy> with) =>
        new(name, Between("a whole number, ", 0, most), null, policy => Text(get(policy)),
            (policy, text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? with(policy, value) : null,
            policy => get(policy) >= 0 && get(policy) <= most);

    public static AugmentationSetting Range(
        string name, double least, double most, Func<AugmentationPolicy, ValueRange> get, Func<AugmentationPolicy, ValueRange, AugmentationPolicy> with) =>
        new(name, Between("a range FROM..TO within ", least, most), null, policy => get(policy).ToString(),
            (policy, text) => ValueRange.TryParse(text, null, out ValueRange value) ? with(policy, value) : null,
            policy => get(policy).From >= least && get(policy).To <= most && get(policy).From <= get(policy).To);

    public static AugmentationSetting Word<T>(
        string name, string? alone, Func<AugmentationPolicy, T> get, Func<AugmentationPolicy, T, AugmentationPolicy> with) where T : struct, Enum
    {
        string[] words = Array.ConvertAll(Enum.GetNames<T>(), word => word.ToLowerInvariant());
        return new(name, string.Join(" or ", words), alone, policy => get(policy).ToString().ToLowerInvariant(),
            (policy, text) => Array.IndexOf(words, text.ToLowerInvariant()) is >= 0 and var at ? with(policy, Enum.GetValues<T>()[at]) : null,
            policy => Enum.IsDefined(get(policy)));
    }

    private static string Between(string kind, double least, double most) => $"{kind}{Text(least)} to {Text(most)}";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
