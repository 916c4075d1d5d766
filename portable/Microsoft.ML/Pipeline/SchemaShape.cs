using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: names and types without sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    static readonly SchemaShape Empty = new([]);

    readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        if (_columns.Any(column => !column.IsValid))
            throw new ArgumentOutOfRangeException(nameof(columns), "Some columns are not initialized.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape of a schema, without its hidden columns.</summary>
    internal static SchemaShape Create(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new SchemaShape(schema.Where(column => !column.IsHidden).Select(column => Column.Of(column.Name, column.Type, Of(column.Annotations))));
    }

    internal bool TryFindColumn(string name, out Column column)
    {
        column = Array.Find(_columns, candidate => candidate.Name == name);
        return column.IsValid;
    }

    /// <summary>This shape with columns added, in the place of those that have the same name.</summary>
    internal SchemaShape With(params IEnumerable<Column> added)
    {
        var columns = new List<Column>(_columns);
        foreach (Column column in added)
        {
            int at = columns.FindIndex(candidate => candidate.Name == column.Name);
            if (at < 0)
                columns.Add(column);
            else
                columns[at] = column;
        }

        return new SchemaShape(columns);
    }

    static SchemaShape Of(DataViewSchema.Annotations annotations) =>
        annotations.Schema.Count == 0
            ? Empty
            : new SchemaShape(annotations.Schema.Where(column => !column.IsHidden).Select(column => Column.Of(column.Name, column.Type, Empty)));

    /// <summary>What is known of one column.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Nothing compares them.")]
    public readonly struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;

        /// <summary>The type of the values or, of a vector, of its items; for a key the number type it is stored in.</summary>
        public readonly DataViewType ItemType;

        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(itemType);
            if (itemType is KeyDataViewType or VectorDataViewType)
                throw new ArgumentOutOfRangeException(nameof(itemType), "The item type is neither a key nor a vector: that is said apart.");
            if (isKey && !KeyDataViewType.IsValidDataType(itemType.RawType))
                throw new ArgumentOutOfRangeException(nameof(itemType), $"A key cannot be stored in a {itemType}.");
            Name = name;
            Kind = kind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal bool IsValid => Name is not null;

        /// <summary>The shape of a column of this type.</summary>
        internal static Column Of(string name, DataViewType type, SchemaShape? annotations = null)
        {
            VectorKind kind = type is not VectorDataViewType vector ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            DataViewType item = type.ItemTypeOf();
            return item is KeyDataViewType
                ? new Column(name, kind, DataViewTypes.PrimitiveFor(item.RawType)!, isKey: true, annotations)
                : new Column(name, kind, item, isKey: false, annotations);
        }

        /// <summary>This column under another name.</summary>
        internal Column Renamed(string name) => new(name, Kind, ItemType, IsKey, Annotations);

        /// <summary>Whether a column of the source has this one's name and type, and at least its annotations.</summary>
        internal bool IsCompatibleWith(Column source) =>
            Name == source.Name && Kind == source.Kind && IsKey == source.IsKey && ItemType.Equals(source.ItemType)
            && Annotations.All(wanted => source.Annotations.TryFindColumn(wanted.Name, out Column found) && wanted.IsCompatibleWith(found));

        internal string GetTypeString()
        {
            string item = IsKey ? $"Key<{ItemType}>" : $"{ItemType}";
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }

        [SuppressMessage("Design", "CA1008", Justification = "Scalar is the value of zero.")]
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }
    }
}
