using System.Globalization;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>A parameter's default value as the reference listing writes it.</summary>
static class ConstantText
{
    public static string Of(object? value, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (value is null) return type == declared && (type.IsValueType || type.IsGenericParameter) ? "default" : "null";
        if (type.IsEnum) return $"{TypeNames.Of(type)}.{Enum.ToObject(type, value)}";
        return value switch
        {
            bool b => b ? "true" : "false",
            string s => $"\"{s}\"",
            char c => c == '\t' ? "'\\t'" : $"'{c}'",
            double d when double.IsInfinity(d) || double.IsNaN(d) => "double." + Special(d),
            float f when float.IsInfinity(f) || float.IsNaN(f) => "float." + Special(f),
            float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    static string Special(double value) =>
        double.IsNaN(value) ? nameof(double.NaN) : value > 0 ? nameof(double.PositiveInfinity) : nameof(double.NegativeInfinity);
}
