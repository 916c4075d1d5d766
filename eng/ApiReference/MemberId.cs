using System.Reflection;
using System.Text;

namespace Cifar.ApiReference;

/// <summary>The names under which the compiler writes documentation: <c>M:Namespace.Type.Method(System.Int32)</c>.</summary>
internal static class MemberId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => $"T:{TypeId(type)}",
        MethodBase method => $"M:{TypeId(method.DeclaringType!)}.{Name(method)}{Parameters(method.GetParameters())}{Result(method)}",
        PropertyInfo property => $"P:{TypeId(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        FieldInfo field => $"F:{TypeId(field.DeclaringType!)}.{field.Name}",
        EventInfo happening => $"E:{TypeId(happening.DeclaringType!)}.{happening.Name}",
        _ => throw new NotSupportedException($"{member} is a {member.MemberType}, which no public type here has."),
    };

    private static string TypeId(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Name(MethodBase method) =>
        method.Name.Replace('.', '#') + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "");

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => ArgumentId(parameter.ParameterType)))})";

    // Conversions differ in their result alone.
    private static string Result(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? $"~{ArgumentId(conversion.ReturnType)}" : "";

    private static string ArgumentId(Type type)
    {
        if (type.IsByRef)
        {
            return $"{ArgumentId(type.GetElementType()!)}@";
        }

        if (type.IsArray)
        {
            string bounds = type.GetArrayRank() == 1 ? "" : string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()));
            return $"{ArgumentId(type.GetElementType()!)}[{bounds}]";
        }

        if (type.IsGenericParameter)
        {
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        }

        return type.IsGenericType ? Generic(type) : type.FullName!.Replace('+', '.');
    }

    private static string Generic(Type type)
    {
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var id = new StringBuilder();
        foreach (string part in type.GetGenericTypeDefinition().FullName!.Split('+'))
        {
            string[] nameAndCount = part.Split('`');
            id.Append(id.Length > 0 ? "." : "").Append(nameAndCount[0]);
            if (nameAndCount.Length == 2)
            {
                var own = Enumerable.Range(0, int.Parse(nameAndCount[1], System.Globalization.CultureInfo.InvariantCulture)).Select(_ => ArgumentId(arguments.Dequeue()));
                id.Append('{').AppendJoin(',', own.ToArray()).Append('}');
            }
        }

        return id.ToString();
    }
}
