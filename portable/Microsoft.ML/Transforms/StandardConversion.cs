using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The conversions between column types: signed among signed, unsigned among unsigned, numbers to floating point and to booleans,
/// booleans to signed and floating-point numbers, everything to text and text to everything.</summary>
static class StandardConversion
{
    static readonly Type[] Signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    static readonly Type[] Unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    static readonly Type[] Floating = [typeof(float), typeof(double)];

    internal static bool Exists(Type from, Type to)
    {
        bool number = IsNumber(from), truth = from == typeof(bool), text = from == typeof(ReadOnlyMemory<char>);
        if (!number && !truth && !text)
            return false;
        if (to == typeof(ReadOnlyMemory<char>) || to == typeof(bool))
            return true;
        if (text)
            return IsNumber(to);
        return Floating.Contains(to) || (Signed.Contains(to) && (truth || Signed.Contains(from))) || (Unsigned.Contains(to) && Unsigned.Contains(from));
    }

    /// <summary>The conversion as a <see cref="VectorMapping.Map{TFrom, TTo}"/>; it must exist.</summary>
    internal static Delegate Get(Type from, Type to)
    {
        var closed = (from, to) switch
        {
            _ when from == to => Method(nameof(Same), from),
            _ when to == typeof(ReadOnlyMemory<char>) => Method(nameof(ToText), from),
            _ when from == typeof(ReadOnlyMemory<char>) => to == typeof(bool) ? Method(nameof(ParseTruth)) : Method(nameof(ParseNumber), to),
            _ when to == typeof(bool) => Method(nameof(ToTruth), from),
            _ when from == typeof(bool) => Method(nameof(FromTruth), to),
            _ => Method(nameof(Cast), from, to),
        };
        return closed.CreateDelegate(typeof(VectorMapping.Map<,>).MakeGenericType(from, to));
    }

    static bool IsNumber(Type type) => Signed.Contains(type) || Unsigned.Contains(type) || Floating.Contains(type);

    static MethodInfo Method(string name, params Type[] types)
    {
        var open = typeof(StandardConversion).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
        return types.Length == 0 ? open : open.MakeGenericMethod(types);
    }

    static T Same<T>(T value) => value;

    /// <summary>Integers that do not fit lose their upper bits; a double becomes the nearest float.</summary>
    static TTo Cast<TFrom, TTo>(TFrom value) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo> => TTo.CreateTruncating(value);

    static bool ToTruth<T>(T value) where T : INumberBase<T> => !T.IsZero(value);

    static T FromTruth<T>(bool value) where T : INumberBase<T> => value ? T.One : T.Zero;

    /// <summary>Text that is no number is missing: not-a-number, or 0 for integers.</summary>
    static T ParseNumber<T>(ReadOnlyMemory<char> text) where T : INumberBase<T> =>
        T.TryParse(text.Span.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number! : MissingValue.Of<T>();

    static bool ParseTruth(ReadOnlyMemory<char> text) =>
        text.Span.Trim().ToString().ToUpperInvariant() is "TRUE" or "T" or "YES" or "Y" or "1" or "+1" or "+";

    static ReadOnlyMemory<char> ToText<T>(T value) => value switch
    {
        float number => number.ToString("G7", CultureInfo.InvariantCulture).AsMemory(),
        double number => number.ToString("G17", CultureInfo.InvariantCulture).AsMemory(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}").AsMemory(),
    };
}
