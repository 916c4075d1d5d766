using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class and the column it stands for.</summary>
sealed record RowMember(MemberInfo Member, string ColumnName, DataViewType ColumnType, DataViewSchema.Annotations Annotations)
{
    internal Type MemberType => TypeOf(Member);

    /// <summary>The members a definition (or without one the class itself) names, checked against the types of their columns.</summary>
    internal static RowMember[] Of(Type rowType, SchemaDefinition? definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(rowType, direction);
        return [.. definition.Select(column => Of(rowType, column))];
    }

    internal static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>The type of the values of a member, or of the items of its vector, as a column stores them.</summary>
    internal static Type StoredType(Type memberType, out bool isVector)
    {
        isVector = memberType.IsArray || (memberType.IsGenericType && memberType.GetGenericTypeDefinition() == typeof(VBuffer<>));
        Type item = memberType.IsArray ? memberType.GetElementType()! : isVector ? memberType.GetGenericArguments()[0] : memberType;
        return item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item;
    }

    /// <summary>The column type that a member's class and attributes ask for.</summary>
    internal static DataViewType InferType(MemberInfo member)
    {
        if (DataViewTypeManager.Find(member, TypeOf(member)) is DataViewType registered)
            return registered;
        Type stored = StoredType(TypeOf(member), out bool isVector);
        PrimitiveDataViewType item = DataViewTypes.PrimitiveFor(stored)
            ?? throw new ArgumentOutOfRangeException(nameof(member), $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is KeyTypeAttribute key)
        {
            if (!KeyDataViewType.IsValidDataType(stored))
                throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            item = new KeyDataViewType(stored, key.Count);
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (vector is not null && !isVector)
            throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        return !isVector ? item : vector is { Dimensions.Length: > 0 } ? new VectorDataViewType(item, vector.Dimensions) : new VectorDataViewType(item);
    }

    static RowMember Of(Type rowType, SchemaDefinition.Column column)
    {
        MemberInfo member = (MemberInfo?)rowType.GetField(column.MemberName) ?? rowType.GetProperty(column.MemberName)
            ?? throw new ArgumentOutOfRangeException(nameof(column), $"No field or property with name '{column.MemberName}' found in type '{rowType.FullName}'");
        DataViewType type = column.ColumnType ?? InferType(member);
        Type stored = StoredType(TypeOf(member), out bool isVector);
        if (isVector != type is VectorDataViewType)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.ColumnName}' is {(isVector ? "not " : "")}a vector, but its member '{column.MemberName}' is {(isVector ? "one" : "none")}.");
        if (type.ItemTypeOf().RawType != stored)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.ColumnName}' has values of {type.ItemTypeOf().RawType}, but its member '{column.MemberName}' has {stored}.");
        return new RowMember(member, column.ColumnName ?? column.MemberName, type, column.Annotations);
    }
}
