using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Writes columns of rows into the members of objects.</summary>
sealed class RowFiller<TRow> where TRow : class
{
    readonly (RowMember Member, DataViewSchema.Column Column)[] _pairs;

    RowFiller((RowMember, DataViewSchema.Column)[] pairs) => _pairs = pairs;

    /// <summary>The columns that are read.</summary>
    internal IEnumerable<DataViewSchema.Column> Columns => _pairs.Select(pair => pair.Column);

    /// <summary>Matches the members of the class (or of the definition) with the columns of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A member has no column, and that is not to be ignored.</exception>
    /// <exception cref="InvalidOperationException">A member has a column of another type.</exception>
    internal static RowFiller<TRow> Create(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition = null)
    {
        var pairs = new List<(RowMember, DataViewSchema.Column)>();
        foreach (RowMember member in RowMember.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.TryGetColumn(member.ColumnName, out DataViewSchema.Column column))
                pairs.Add((Checked(member, column), column));
            else if (!ignoreMissingColumns)
                throw SchemaMismatch.Missing("schema", "", member.ColumnName);
        }

        return new RowFiller<TRow>([.. pairs]);
    }

    /// <summary>An action that writes the current values of the row into an object.</summary>
    internal Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] fill = Array.ConvertAll(_pairs, pair => new FillMember(pair.Member, row, pair.Column).With(RowMember.StoredType(pair.Member.MemberType, out _)));
        return target =>
        {
            foreach (Action<TRow> write in fill)
                write(target);
        };
    }

    static RowMember Checked(RowMember member, DataViewSchema.Column column)
    {
        Type stored = RowMember.StoredType(member.MemberType, out bool isVector);
        if (isVector == column.Type is VectorDataViewType && column.Type.ItemTypeOf().RawType == stored)
            return member;
        throw new InvalidOperationException(
            $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.Member.Name}' of type '{member.MemberType}'.");
    }

    sealed class FillMember(RowMember member, DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Action<TRow>>
    {
        protected internal override Action<TRow> Do<T>()
        {
            MemberInfo info = member.Member;
            if (member.MemberType == typeof(string))
                return Text(row.GetGetter<ReadOnlyMemory<char>>(column), MemberAccess<TRow>.Writer<string>(info));
            if (member.MemberType == typeof(string[]))
                return Array(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column), Reader<string[]?>(info), MemberAccess<TRow>.Writer<string[]>(info), static text => text.ToString());
            if (member.MemberType.IsArray)
                return Array(row.GetGetter<VBuffer<T>>(column), Reader<T[]?>(info), MemberAccess<TRow>.Writer<T[]>(info));
            return column.Type is VectorDataViewType
                ? Vector(row.GetGetter<VBuffer<T>>(column), Reader<VBuffer<T>>(info), MemberAccess<TRow>.Writer<VBuffer<T>>(info))
                : Scalar(row.GetGetter<T>(column), MemberAccess<TRow>.Writer<T>(info));
        }

        // What an object has already is reused where it can be; a write-only property has nothing.
        static Func<TRow, TMember> Reader<TMember>(MemberInfo info) =>
            info is PropertyInfo { CanRead: false } ? static _ => default! : MemberAccess<TRow>.Reader<TMember>(info);

        // A value that owns memory (an image) must not be handed to the getter again, which might take it for its own: hence a new variable each time.
        static Action<TRow> Scalar<T>(ValueGetter<T> get, Action<TRow, T> write) => target =>
        {
            T value = default!;
            get(ref value);
            write(target, value);
        };

        static Action<TRow> Text(ValueGetter<ReadOnlyMemory<char>> get, Action<TRow, string> write)
        {
            ReadOnlyMemory<char> text = default;
            return target =>
            {
                get(ref text);
                write(target, text.ToString());
            };
        }

        static Action<TRow> Vector<T>(ValueGetter<VBuffer<T>> get, Func<TRow, VBuffer<T>> read, Action<TRow, VBuffer<T>> write) => target =>
        {
            VBuffer<T> value = read(target);
            get(ref value);
            write(target, value);
        };

        // An empty vector leaves an array that is null as it is.
        static Action<TRow> Array<T>(ValueGetter<VBuffer<T>> get, Func<TRow, T[]?> read, Action<TRow, T[]> write)
        {
            VBuffer<T> buffer = default;
            return target =>
            {
                get(ref buffer);
                T[]? items = read(target);
                if ((items?.Length ?? 0) != buffer.Length)
                    items = new T[buffer.Length];
                if (items is null)
                    return;
                buffer.CopyTo(items);
                write(target, items);
            };
        }

        static Action<TRow> Array<TFrom, T>(ValueGetter<VBuffer<TFrom>> get, Func<TRow, T[]?> read, Action<TRow, T[]> write, Func<TFrom, T> convert)
        {
            VBuffer<TFrom> buffer = default;
            return target =>
            {
                get(ref buffer);
                T[]? items = read(target);
                if ((items?.Length ?? 0) != buffer.Length)
                    items = new T[buffer.Length];
                if (items is null)
                    return;
                int i = 0;
                foreach (TFrom from in buffer.DenseValues())
                    items[i++] = convert(from);
                write(target, items);
            };
        }
    }
}
