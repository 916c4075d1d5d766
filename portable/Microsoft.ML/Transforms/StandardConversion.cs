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
            _ when from == typeof(ReadOnlyMemory<char>) => to == typeof(bool) ? Method(nameof(ParseTruth)) : Method(ParserOf(to), to),
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

    static string ParserOf(Type number) =>
        Floating.Contains(number) ? nameof(ParseFloating) : Signed.Contains(number) ? nameof(ParseSigned) : nameof(ParseUnsigned);

    /// <summary>Blank text is 0, text that is no number is not-a-number; blanks may follow a number but not lead it.</summary>
    static T ParseFloating<T>(ReadOnlyMemory<char> text) where T : INumberBase<T>
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowTrailingWhite;
        if (text.Span.IsWhiteSpace())
            return T.Zero;
        return T.TryParse(text.Span, Style, CultureInfo.InvariantCulture, out var number) ? number! : MissingValue.Of<T>();
    }

    /// <summary>No text is 0; text that is no whole number of that size is a mistake.</summary>
    static T ParseSigned<T>(ReadOnlyMemory<char> text) where T : INumberBase<T>
    {
        if (text.IsEmpty)
            return T.Zero;
        return text.Span[0] != '+' && T.TryParse(text.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number!
            : throw new InvalidOperationException($"Value could not be parsed from text to {KeywordOf(typeof(T))}.");
    }

    /// <summary>Whatever is no whole number of that size is 0.</summary>
    static T ParseUnsigned<T>(ReadOnlyMemory<char> text) where T : INumberBase<T> =>
        T.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number! : T.Zero;

    static string KeywordOf(Type signed) => signed.Name switch
    {
        nameof(SByte) => "sbyte",
        nameof(Int16) => "short",
        nameof(Int32) => "int",
        _ => "long",
    };

    static bool ParseTruth(ReadOnlyMemory<char> text) => text.Span.ToString().ToUpperInvariant() is "TRUE" or "T" or "YES" or "Y" or "1" or "+1" or "+";

    static ReadOnlyMemory<char> ToText<T>(T value) => value switch
    {
        float number => number.ToString("G7", CultureInfo.InvariantCulture).AsMemory(),
        double number => number.ToString("G17", CultureInfo.InvariantCulture).AsMemory(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}").AsMemory(),
    };
}
