namespace Microsoft.ML.Data;

/// <summary>Makes the getter that reads one member of the object in a holder.</summary>
sealed class ObjectGetter<TRow>(RowMember member, RowHolder<TRow> holder) : RawTypeWork<Delegate> where TRow : class
{
    protected internal override Delegate Do<T>()
    {
        Type type = member.MemberType;
        if (type == typeof(string))
            return Text(MemberAccess<TRow>.Reader<string?>(member.Member));
        if (type == typeof(string[]))
            return Texts(MemberAccess<TRow>.Reader<string?[]?>(member.Member));
        if (type.IsArray)
            return Vector(MemberAccess<TRow>.Reader<T[]?>(member.Member));
        if (member.ColumnType is VectorDataViewType)
            return Vector(MemberAccess<TRow>.Reader<VBuffer<T>>(member.Member));
        return member.ColumnType is KeyDataViewType key ? Key(MemberAccess<TRow>.Reader<T>(member.Member), key) : Scalar(MemberAccess<TRow>.Reader<T>(member.Member));
    }

    TRow Row => holder.Value ?? throw new InvalidOperationException("There is no current row.");

    ValueGetter<T> Scalar<T>(Func<TRow, T> read) => (ref T value) => value = read(Row);

    ValueGetter<ReadOnlyMemory<char>> Text(Func<TRow, string?> read) => (ref ReadOnlyMemory<char> value) => value = read(Row).AsMemory();

    ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<TRow, string?[]?> read) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        string?[] texts = read(Row) ?? [];
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, texts.Length);
        for (int i = 0; i < texts.Length; i++)
            editor.Values[i] = texts[i].AsMemory();
        value = editor.Commit();
    };

    ValueGetter<VBuffer<T>> Vector<T>(Func<TRow, T[]?> read) => (ref VBuffer<T> value) =>
    {
        T[] items = read(Row) ?? [];
        VBuffer<T>.Copy(items, 0, ref value, items.Length);
    };

    ValueGetter<VBuffer<T>> Vector<T>(Func<TRow, VBuffer<T>> read) => (ref VBuffer<T> value) => read(Row).CopyTo(ref value);

    // Members hold positions, 0 to Count - 1; columns hold keys, where 0 is missing. So a position goes up by one, and one out of range is missing.
    Delegate Key<T>(Func<TRow, T> read, KeyDataViewType key)
    {
        ulong count = key.Count;
        return read switch
        {
            Func<TRow, uint> uints => (ValueGetter<uint>)((ref uint value) => value = uints(Row) is uint position && position < count ? position + 1 : 0),
            Func<TRow, byte> bytes => (ValueGetter<byte>)((ref byte value) => value = bytes(Row) is byte position && position < count ? (byte)(position + 1) : (byte)0),
            Func<TRow, ulong> ulongs => (ValueGetter<ulong>)((ref ulong value) => value = ulongs(Row) is ulong position && position < count ? position + 1 : 0),
            _ => throw new InvalidOperationException($"The key member {member.Member.Name} must be a uint, ulong or byte; a {typeof(T).Name} cannot be read from objects."),
        };
    }
}
