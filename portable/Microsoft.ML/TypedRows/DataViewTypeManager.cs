using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>On a member of a row class: its column has a type of the attribute's own, which <see cref="Register"/> makes known.</summary>
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute() { }

    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute? other);
}

/// <summary>The column types of classes that are none of the built-in values, such as images.</summary>
public static class DataViewTypeManager
{
    static readonly object Lock = new();
    static readonly List<(Type Type, DataViewTypeAttribute? Attribute, DataViewType ColumnType)> Known = [];

    /// <summary>Says which column type values of a class have when a member carries the attribute (or none). Saying it twice is allowed, changing it is not.</summary>
    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        ArgumentNullException.ThrowIfNull(dataViewType);
        ArgumentNullException.ThrowIfNull(type);
        if (DataViewTypes.PrimitiveFor(type) is not null || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>)))
            throw new ArgumentOutOfRangeException(nameof(type), $"{type} has a built-in column type already.");
        lock (Lock)
        {
            foreach ((Type knownType, DataViewTypeAttribute? attribute, DataViewType columnType) in Known)
            {
                bool sameType = knownType == type && SameAttribute(attribute, typeAttribute), sameColumn = columnType.Equals(dataViewType);
                if (sameType && sameColumn)
                    return;
                if (sameType)
                    throw new ArgumentOutOfRangeException(nameof(type), $"Repeated type register. {type} already stands for {columnType}, so it cannot stand for {dataViewType}.");
                if (sameColumn)
                    throw new ArgumentOutOfRangeException(nameof(dataViewType), $"Repeated type register. {dataViewType} already holds {knownType}, so it cannot hold {type}.");
            }

            Known.Add((type, typeAttribute, dataViewType));
        }
    }

    /// <summary>The column type registered for a member's class and attribute, or null.</summary>
    internal static DataViewType? Find(MemberInfo member, Type type)
    {
        DataViewTypeAttribute[] attributes = [.. member.GetCustomAttributes<DataViewTypeAttribute>()];
        if (attributes.Length > 1)
            throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} has {attributes.Length} column types.");
        DataViewTypeAttribute? attribute = attributes.FirstOrDefault();
        attribute?.Register();
        lock (Lock)
            return Known.Find(known => known.Type == type && SameAttribute(known.Attribute, attribute)).ColumnType;
    }

    static bool SameAttribute(DataViewTypeAttribute? first, DataViewTypeAttribute? second) => first is null ? second is null : first.Equals(second);
}
