namespace Microsoft.ML.Data;

/// <summary>A place for the object that getters read now.</summary>
sealed class RowHolder<TRow> where TRow : class
{
    internal TRow? Value;
}

/// <summary>The columns that objects of a class stand for, and the getters that read them from the object of the moment.</summary>
sealed class ObjectColumns<TRow> where TRow : class
{
    readonly RowMember[] _members;

    ObjectColumns(RowMember[] members)
    {
        _members = members;
        var builder = new DataViewSchema.Builder();
        foreach (RowMember member in members)
            builder.AddColumn(member.ColumnName, member.ColumnType, member.Annotations);
        Schema = builder.ToSchema();
    }

    internal DataViewSchema Schema { get; }

    /// <summary>The columns the class (or the definition) asks for.</summary>
    internal static ObjectColumns<TRow> Of(SchemaDefinition? definition) => new(RowMember.Of(typeof(TRow), definition, SchemaDefinition.Direction.Read));

    /// <summary>The columns of a schema, each of which the class must have a member for.</summary>
    internal static ObjectColumns<TRow> Of(DataViewSchema schema) => Of(Definition(schema));

    /// <summary>A definition with the types and annotations of a schema, which may be more specific than the class.</summary>
    internal static SchemaDefinition Definition(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            SchemaDefinition.Column own = definition[column.Name]
                ?? throw new InvalidOperationException($"Type should contain a member named {column.Name}");
            own.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
                own.AddAnnotation(annotation.Name, annotation.Type, column.Annotations.GetterAt(annotation.Index));
        }

        return definition;
    }

    /// <summary>A getter of a column's raw type that reads the object the holder has when it is called.</summary>
    internal Delegate MakeGetter(int column, RowHolder<TRow> holder)
    {
        RowMember member = _members[column];
        return new ObjectGetter<TRow>(member, holder).With(member.ColumnType.ItemTypeOf().RawType);
    }
}

/// <summary>A single row that is an object.</summary>
sealed class ObjectRow<TRow> : DataViewRow where TRow : class
{
    readonly ObjectColumns<TRow> _columns;
    readonly RowHolder<TRow> _holder = new();
    long _position = -1;

    internal ObjectRow(ObjectColumns<TRow> columns) => _columns = columns;

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _columns.Schema;

    /// <summary>Moves on to another object.</summary>
    internal void Set(TRow value)
    {
        _holder.Value = value;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _columns.MakeGetter(column.Index, _holder) as ValueGetter<TValue> ?? throw SchemaMismatch.WrongGetter(Schema[column.Index], typeof(TValue));

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
}
