using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cifar.ApiReference;

/// <summary>Declarations as C# writes them.</summary>
internal static class Signatures
{
    public static string Of(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => (type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "") + (IsRecord(type) ? "record" : "class"),
        };
        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        var contracts = type.GetInterfaces().Where(contract => contract.IsPublic && !inherited.Contains(contract) && !(contract.IsGenericType && contract.Name.StartsWith("IEquatable", StringComparison.Ordinal)));
        var above = type.IsEnum || type.IsValueType || type.BaseType is null || type.BaseType == typeof(object) || type.BaseType == typeof(MulticastDelegate) ? [] : new[] { type.BaseType };
        string[] bases = [.. above.Concat(type.IsEnum ? [] : contracts).Select(TypeNames.Short)];
        return $"{kind} {TypeNames.Short(type)}{(bases.Length > 0 ? " : " : "")}{string.Join(", ", bases)}";
    }

    public static string Of(ConstructorInfo constructor) => $"{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        // A property of an extension block is compiled into a static method.
        if (method.Name.StartsWith("get_", StringComparison.Ordinal))
        {
            return $"{TypeNames.Of(method.ReturnParameter)} {method.GetParameters()[0].ParameterType.Name}.{method.Name[4..]}";
        }

        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{(method.IsStatic && extension.Length == 0 ? "static " : "")}{TypeNames.Of(method.ReturnParameter)} {Operator(method.Name)}{generic}({extension}{Parameters(method)})";
    }

    public static string Default(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        _ when (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } named => $"{named.Name}.{Enum.GetName(named, value) ?? value}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } => parameter.IsIn ? "in " : "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        string standard = parameter.HasDefaultValue ? $" = {Default(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{passing}{TypeNames.Of(parameter)} {parameter.Name}{standard}";
    }

    private static string Operator(string name) => name switch
    {
        "op_Implicit" => "implicit operator",
        "op_Explicit" => "explicit operator",
        "op_Equality" => "operator ==",
        "op_Inequality" => "operator !=",
        _ => name,
    };
}
