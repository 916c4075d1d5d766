using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse, over arrays that a getter may reuse from row to row (see <see cref="VBufferEditor"/>).</summary>
public readonly partial struct VBuffer<T> : IEnumerable
{
    readonly T[]? _values;
    readonly int[]? _indices;
    readonly int _count;

    /// <summary>The number of items, explicit or not.</summary>
    public readonly int Length;

    public VBuffer(int length, T[] values, int[]? indices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        CheckSize(values, length, nameof(values));
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((uint)count > (uint)length)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of explicit values must be 0 to {length}.");
        CheckSize(values, count, nameof(values));
        if (count < length)
            CheckSize(indices, count, nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    /// <summary>The explicit values: all of them when dense, those at <see cref="GetIndices"/> when sparse.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The positions of the explicit values, ascending; empty when dense.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        T value = default!;
        GetItemOrDefault(index, ref value);
        return value;
    }

    public void GetItemOrDefault(int index, ref T destination)
    {
        if ((uint)index >= (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The index must be 0 to {Length - 1}.");
        int at = IsDense ? index : GetIndices().BinarySearch(index);
        destination = at >= 0 ? _values![at] : default!;
    }

    /// <summary>All values in order, the implicit ones as default.</summary>
    public IEnumerable<T> DenseValues()
    {
        VBuffer<T> self = this;
        return Walk();

        IEnumerable<T> Walk()
        {
            int next = 0;
            for (int i = 0; i < self.Length; i++)
            {
                if (self.IsDense)
                    yield return self._values![i];
                else if (next < self._count && self._indices![next] == i)
                    yield return self._values![next++];
                else
                    yield return default!;
            }
        }
    }

    /// <summary>Positions and values: the explicit ones, or with <paramref name="all"/> every one.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        VBuffer<T> self = this;
        return all ? self.DenseValues().Select((value, i) => new KeyValuePair<int, T>(i, value)) : Explicit();

        IEnumerable<KeyValuePair<int, T>> Explicit()
        {
            for (int i = 0; i < self._count; i++)
                yield return new(self.IsDense ? i : self._indices![i], self._values![i]);
        }
    }

    /// <summary>The explicit values.</summary>
    public IEnumerator GetEnumerator() => GetValues().ToArray().GetEnumerator();

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    static void CheckSize(Array? array, int needed, string name)
    {
        if ((array?.Length ?? 0) < needed)
            throw new ArgumentOutOfRangeException(name, $"The array has {array?.Length ?? 0} items; {needed} are needed.");
    }
}
