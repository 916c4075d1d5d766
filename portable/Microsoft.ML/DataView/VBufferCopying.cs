namespace Microsoft.ML.Data;

public readonly partial struct VBuffer<T>
{
    /// <summary>Copies this vector, reusing the arrays of the destination when they are large enough.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>As <see cref="CopyTo(ref VBuffer{T})"/>; the result is dense.</summary>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Copies a range of this vector.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if ((uint)sourceIndex > (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex), sourceIndex, $"The first index must be 0 to {Length}.");
        if ((uint)length > (uint)(Length - sourceIndex))
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The length must be 0 to {Length - sourceIndex}.");
        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        ReadOnlySpan<int> indices = GetIndices();
        int first = FirstAtLeast(indices, sourceIndex), end = FirstAtLeast(indices, sourceIndex + length);
        VBufferEditor<T> sparse = VBufferEditor.Create(ref destination, length, end - first);
        GetValues()[first..end].CopyTo(sparse.Values);
        for (int i = 0; i < sparse.Indices.Length; i++)
            sparse.Indices[i] = indices[first + i] - sourceIndex;
        destination = sparse.Commit();
    }

    /// <summary>Writes all values, the implicit ones as default.</summary>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>Writes all values from <paramref name="destinationIndex"/> on, the implicit ones as <paramref name="defaultValue"/>.</summary>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
            throw new ArgumentOutOfRangeException(nameof(destinationIndex), destinationIndex, $"{Length} values do not fit into {destination.Length} from there.");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    /// <summary>Makes the destination a dense vector of a range of an array.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        ReadOnlySpan<T> all = source;
        if (length < 0 || length > all.Length)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The length must be 0 to {all.Length}.");
        if (sourceIndex < 0 || sourceIndex > all.Length - length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex), sourceIndex, $"The first index must be 0 to {all.Length - length}.");
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        all.Slice(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    internal VBufferEditor<T> Edit() => new(Length, _count, _values ?? [], _indices ?? [], false, false, false);

    internal VBufferEditor<T> Edit(int length, int? valuesCount, int? capacity, bool keepOld, bool indicesOnDense)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length, "newLogicalLength");
        int count = valuesCount ?? length;
        if ((uint)count > (uint)length)
            throw new ArgumentOutOfRangeException(nameof(valuesCount), count, $"The number of explicit values must be 0 to {length}.");

        T[] values = Grown(_values, count, capacity ?? length, keepOld, out bool newValues);
        int[] indices = _indices ?? [];
        bool newIndices = false;
        if (count < length || indicesOnDense)
            indices = Grown(_indices, count, capacity ?? length, keepOld, out newIndices);
        return new VBufferEditor<T>(length, count, values, indices, indicesOnDense, newValues, newIndices);
    }

    static TItem[] Grown<TItem>(TItem[]? array, int needed, int capacity, bool keepOld, out bool created)
    {
        created = array is null || array.Length < needed;
        if (!created)
            return array!;
        // Doubling, but never past what the caller says can ever be needed.
        int size = Math.Max(needed, (int)Math.Min(capacity, 2L * (array?.Length ?? 0)));
        var grown = size == 0 ? [] : new TItem[size];
        if (keepOld)
            array?.CopyTo(grown, 0);
        return grown;
    }

    static int FirstAtLeast(ReadOnlySpan<int> ascending, int bound)
    {
        int at = ascending.BinarySearch(bound);
        return at >= 0 ? at : ~at;
    }
}
