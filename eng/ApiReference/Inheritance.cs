using System.Reflection;

namespace Cifar.ApiReference;

/// <summary>Where a member without documentation of its own may have inherited it from.</summary>
internal static class Inheritance
{
    /// <summary>The same member of base types and interfaces, nearest first.</summary>
    public static IEnumerable<MemberInfo> Above(MemberInfo member)
    {
        if (member is Type type)
        {
            return Types(type);
        }

        return from above in Types(member.DeclaringType!)
               from other in above.GetMember(member.Name, member.MemberType, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where Arguments(member).SequenceEqual(Arguments(other))
               select other;
    }

    private static IEnumerable<Type> Types(Type type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType)
        {
            yield return above;
        }

        foreach (var contract in type.GetInterfaces())
        {
            yield return contract;
        }
    }

    private static IEnumerable<string> Arguments(MemberInfo member) =>
        member is MethodBase method ? method.GetParameters().Select(parameter => parameter.ParameterType.Name) : [];
}
