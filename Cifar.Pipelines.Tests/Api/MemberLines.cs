using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>One line for each public or protected member that a type declares itself.</summary>
static class MemberLines
{
    const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IEnumerable<string> Of(Type type) =>
    [
        .. Sorted(type.GetConstructors(Declared & ~BindingFlags.Static).Where(IsVisible).Select(c => $"{Access(c)} ctor({Parameters(c.GetParameters())})")),
        .. Sorted(type.GetFields(Declared).Where(IsVisible).Select(Field)),
        .. Sorted(type.GetProperties(Declared).Where(p => Accessors(p).Any()).Select(Property)),
        .. Sorted(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event {TypeNames.Of(e.EventHandlerType!)} {e.Name}")),
        .. Sorted(type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessorOrFinalizer(m)).Select(Method)),
    ];

    public static string Parameters(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(Parameter));

    static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal);

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
    static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    // Operators have special names too, but they are members that callers use; a finalizer is none.
    static bool IsAccessorOrFinalizer(MethodInfo method) =>
        method.Name == "Finalize" || (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal));

    static IEnumerable<MethodInfo> Accessors(PropertyInfo property) => property.GetAccessors(nonPublic: true).Where(IsVisible);

    static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    static string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "public" : "protected";
        if (field.IsLiteral)
            return $"{access} const {TypeNames.Of(field.FieldType)} {field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        return $"{access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(field.FieldType)} {field.Name}";
    }

    static string Property(PropertyInfo property)
    {
        var accessors = Accessors(property).ToList();
        var access = accessors.Any(a => a.IsPublic) ? "public" : "protected";
        var modifier = accessors[0].IsStatic ? "static " : accessors[0].IsAbstract ? "abstract " : "";
        var indices = property.GetIndexParameters();
        var name = indices.Length == 0 ? property.Name : $"this[{Parameters(indices)}]";
        var get = property.GetMethod is { } getter && IsVisible(getter) ? "get; " : "";
        var set = property.SetMethod is { } setter && IsVisible(setter) ? IsInitOnly(setter) ? "init; " : "set; " : "";
        return $"{access} {modifier}{TypeNames.Of(property.PropertyType)} {name} {{ {get}{set}}}";
    }

    static bool IsInitOnly(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    static string Method(MethodInfo method)
    {
        var modifier = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => method.Attributes.HasFlag(MethodAttributes.NewSlot) ? "virtual " : "override ",
            _ => "",
        };
        var generics = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        var arity = generics.Length == 0 ? "" : $"<{string.Join(", ", generics.Select(g => g.Name))}>";
        var receiver = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return $"{Access(method)} {modifier}{TypeNames.Of(method.ReturnType)} {method.Name}{arity}({receiver}{Parameters(method.GetParameters())}){TypeNames.Constraints(generics)}";
    }

    static string Parameter(ParameterInfo parameter)
    {
        var passing = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) => "params ",
            _ when parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false) => "params ",
            _ => "",
        };
        var fallback = parameter.HasDefaultValue ? " = " + ConstantText.Of(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{passing}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{fallback}";
    }
}
