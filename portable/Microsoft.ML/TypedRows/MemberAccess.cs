using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Compiled reads and writes of the members of a row class, made once for each member.</summary>
static class MemberAccess<TRow> where TRow : class
{
    static readonly ConcurrentDictionary<MemberInfo, Delegate> Readers = new();
    static readonly ConcurrentDictionary<MemberInfo, Delegate> Writers = new();

    internal static Func<TRow, TMember> Reader<TMember>(MemberInfo member) => (Func<TRow, TMember>)Readers.GetOrAdd(member, static member =>
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
    });

    internal static Action<TRow, TMember> Writer<TMember>(MemberInfo member) => (Action<TRow, TMember>)Writers.GetOrAdd(member, static member =>
    {
        if (member is FieldInfo { IsInitOnly: true } or PropertyInfo { CanWrite: false })
            throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} of {typeof(TRow)} cannot be written.");
        ParameterExpression row = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    });
}
