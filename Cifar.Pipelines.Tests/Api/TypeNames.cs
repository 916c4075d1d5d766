using System.Reflection;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>Writes a type the way the reference listing does: keywords for the simple types, outer types kept, namespaces left out.</summary>
static class TypeNames
{
    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsGenericParameter) return type.Name;
        if (type.IsByRef) return Of(type.GetElementType()!);
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (type.IsArray) return Array(type);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";
        return IsTuple(type) ? "(" + string.Join(", ", type.GetGenericArguments().Select(Of)) + ")" : Named(type, Of);
    }

    /// <summary>The name in a type's own header, where generic parameters carry their variance.</summary>
    public static string InHeader(Type type) => Named(type, parameter => Variance(parameter) + parameter.Name);

    /// <summary>The <c>where</c> clauses, each with a space before it.</summary>
    public static string Constraints(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Select(p => (p.Name, Terms: ConstraintTerms(p)))
            .Where(p => p.Terms.Count > 0)
            .Select(p => $" where {p.Name} : {string.Join(", ", p.Terms)}"));

    // The listing spells a tuple over type parameters as ValueTuple<…>.
    static bool IsTuple(Type type) =>
        !type.ContainsGenericParameters && type.IsGenericType && type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
        && type.GetGenericArguments().Length is > 1 and < 8;

    static string Array(Type type)
    {
        // C# writes the outermost rank first: int[][,] is an array of int[,].
        var ranks = "";
        for (; type.IsArray; type = type.GetElementType()!)
            ranks += "[" + new string(',', type.GetArrayRank() - 1) + "]";
        return Of(type) + ranks;
    }

    static string Named(Type type, Func<Type, string> argument)
    {
        var arguments = type.GetGenericArguments();
        var chain = new Stack<Type>();
        for (var t = type; t is not null; t = t.DeclaringType) chain.Push(t);
        var taken = 0;
        return string.Join(".", chain.Select(t =>
        {
            // A nested type repeats its outer type's parameters; each level prints the ones it adds.
            var own = arguments[taken..Math.Max(taken, t.GetGenericArguments().Length)];
            taken += own.Length;
            var name = t.Name.Split('`')[0];
            return own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(argument))}>";
        }));
    }

    static string Variance(Type parameter) => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out ",
        GenericParameterAttributes.Contravariant => "in ",
        _ => "",
    };

    static List<string> ConstraintTerms(Type parameter)
    {
        var terms = new List<string>();
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (isStruct) terms.Add("struct");
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) terms.Add("class");
        terms.AddRange(parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of));
        if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) terms.Add("new()");
        return terms;
    }
}
