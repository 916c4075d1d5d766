using System.Globalization;
using System.Reflection;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>Public and protected signatures, a block a type: read from an assembly or from a text file in the reference's format.</summary>
static class ApiListing
{
    public static IReadOnlyList<ApiType> OfAssembly(Assembly assembly) =>
        [.. assembly.GetTypes().Where(IsVisible).OrderBy(t => t.FullName, StringComparer.Ordinal).Select(t => new ApiType(HeaderOf(t), [.. MembersOf(t)]))];

    public static IReadOnlyList<ApiType> Parse(IEnumerable<string> lines)
    {
        var types = new List<ApiType>();
        List<string> members = [];
        foreach (var line in lines)
        {
            if (line.StartsWith('['))
                types.Add(new ApiType(line, members = []));
            else if (line.StartsWith("   ", StringComparison.Ordinal) && !line.StartsWith("   //", StringComparison.Ordinal))
                members.Add(line.Trim());
        }

        return types;
    }

    public static string Write(IEnumerable<ApiType> types) =>
        string.Join("\n\n", types.Select(t => string.Join('\n', t.Members.Select(m => "   " + m).Prepend(t.Header)))) + "\n";

    static bool IsVisible(Type type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    static string HeaderOf(Type type)
    {
        var place = $"[{type.Namespace}]";
        var generics = type.GetGenericArguments();
        if (type.IsEnum) return $"{place} enum {TypeNames.Of(type)}";
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{place} delegate {TypeNames.Of(invoke.ReturnType)} {TypeNames.InHeader(type)}({MemberLines.Parameters(invoke.GetParameters())}){TypeNames.Constraints(generics)}";
        }

        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = type.GetInterfaces().Where(IsVisibleAnywhere).Select(TypeNames.Of).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) bases.Insert(0, TypeNames.Of(parent));
        var inherits = bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
        return $"{place} {kind} {TypeNames.InHeader(type)}{inherits}{TypeNames.Constraints(generics)}";
    }

    static bool IsVisibleAnywhere(Type type) =>
        (type.IsGenericType ? IsVisible(type.GetGenericTypeDefinition()) : IsVisible(type)) && type.GetGenericArguments().All(a => a.IsGenericParameter || a.IsArray || IsVisibleAnywhere(a));

    static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate))) return [];
        if (!type.IsEnum) return MemberLines.Of(type);
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static);
        return [string.Join(", ", fields.Select(f => $"{f.Name}={Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}"))];
    }
}
