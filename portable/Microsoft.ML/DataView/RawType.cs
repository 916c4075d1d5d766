using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Generic work on a type known only at run time, as that of a column.</summary>
abstract class RawTypeWork<TResult>
{
    static readonly MethodInfo Definition = typeof(RawTypeWork<TResult>).GetMethod(nameof(Do), BindingFlags.Instance | BindingFlags.NonPublic)!;
    static readonly ConcurrentDictionary<Type, MethodInfo> Closed = new();

    protected internal abstract TResult Do<T>();

    /// <summary>Calls <see cref="Do{T}"/> with the type as T, passing exceptions on as they are.</summary>
    internal TResult With(Type type) =>
        (TResult)Closed.GetOrAdd(type, static type => Definition.MakeGenericMethod(type)).Invoke(this, BindingFlags.DoNotWrapExceptions, null, null, null)!;
}

/// <summary>Getters of a type known only at run time.</summary>
static class RowGetters
{
    /// <summary>The getter of a column as a <see cref="ValueGetter{TValue}"/> of its raw type.</summary>
    internal static Delegate GetterOf(this DataViewRow row, DataViewSchema.Column column) => new GetGetter(row, column).With(column.Type.RawType);

    sealed class GetGetter(DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Delegate>
    {
        protected internal override Delegate Do<T>() => row.GetGetter<T>(column);
    }
}
