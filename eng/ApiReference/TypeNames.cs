using System.Reflection;

namespace Cifar.ApiReference;

/// <summary>Types as C# writes them, with question marks where null is allowed.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The name of a type without its namespace, the types around it included.</summary>
    public static string Short(Type type) => Of(type, null);

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, Nullability.Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, Nullability.Create(property));

    public static string Of(FieldInfo field) => Of(field.FieldType, Nullability.Create(field));

    public static string Of(EventInfo happening) => Of(happening.EventHandlerType!, Nullability.Create(happening));

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Of(value, null)}?";
        }

        string name = type.IsArray ? $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]"
            : Keywords.TryGetValue(type, out string? keyword) ? keyword
            : type.IsGenericType ? Generic(type, nullability)
            : type is { IsNested: true, IsGenericParameter: false } ? $"{Of(type.DeclaringType!, null)}.{type.Name}"
            : type.Name;
        bool mayBeNull = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable, ReadState: NullabilityState.Unknown };
        return mayBeNull ? $"{name}?" : name;
    }

    private static string Generic(Type type, NullabilityInfo? nullability)
    {
        var all = type.GetGenericArguments();
        string[] arguments = [.. all.Select((argument, i) => Of(argument, nullability is { GenericTypeArguments: var known } && known.Length == all.Length ? known[i] : null))];
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", arguments)})";
        }

        string outer = type.IsNested ? $"{Of(type.DeclaringType!, null)}." : "";
        return $"{outer}{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }
}
