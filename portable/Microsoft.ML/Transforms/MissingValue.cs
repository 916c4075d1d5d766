namespace Microsoft.ML.Data;

/// <summary>What stands for "no value": not-a-number where there is one, otherwise the default.</summary>
static class MissingValue
{
    internal static T Of<T>() =>
        typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default!;

    /// <summary>Whether a value counts as missing when keys are given to values: not-a-number, empty text, key 0.</summary>
    internal static bool Is<T>(T value, PrimitiveDataViewType type) => value switch
    {
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        ReadOnlyMemory<char> text => text.IsEmpty,
        _ => type is KeyDataViewType && KeyNumber.Of(value) == 0,
    };
}
