using System.Collections;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a CPU tensor in place, in logical order whatever the strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    readonly Tensor tensor;
    readonly long[] shape;
    readonly long[] strides;
    readonly bool dense;
    T* first;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        var description = tensor.Describe();
        (Count, dense) = (description.Elements, description.Contiguous != 0);
        (shape, strides) = dense ? ([], []) : (tensor.shape, tensor.stride());
        first = (T*)tensor.DataAddress();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>One index a dimension, or a single one into the elements in logical order.</summary>
    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public T[] ToArray()
    {
        var copy = new T[Count];
        CopyTo(copy.AsSpan());
        return copy;
    }

    /// <summary>An array with as many dimensions as the tensor; one element for a tensor without dimensions.</summary>
    public Array ToNDArray()
    {
        long[] sizes = tensor.shape;
        if (sizes.Length < 2) return ToArray();
        var result = Array.CreateInstance(typeof(T), sizes);
        T[] flat = ToArray();
        var target = MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result)),
            flat.Length);
        flat.CopyTo(target);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        long count = Math.Min(target.Length, Count - tensorIndex);
        if (dense)
        {
            new ReadOnlySpan<T>(Alive() + tensorIndex, (int)count).CopyTo(target);
            return;
        }
        var cursor = new Cursor(shape, strides, tensorIndex);
        for (int i = 0; i < count; i++, cursor.Advance()) target[i] = Alive()[cursor.Offset];
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (dense)
        {
            source[..count].CopyTo(new Span<T>(Alive() + tensorIndex, count));
            return;
        }
        var cursor = new Cursor(shape, strides, tensorIndex);
        for (int i = 0; i < count; i++, cursor.Advance()) Alive()[cursor.Offset] = source[i];
    }

    public IEnumerator<T> GetEnumerator()
    {
        if (dense)
        {
            for (long i = 0; i < Count; i++) yield return ReadDense(i);
            yield break;
        }
        var cursor = new Cursor(shape, strides, 0);
        for (long i = 0; i < Count; i++, cursor.Advance()) yield return ReadDense(cursor.Offset);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => tensor.GetHashCode();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Count == right.Count && left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <summary>Ends the access; the tensor itself stays.</summary>
    public void Dispose() => first = null;

    T ReadDense(long offset) => Alive()[offset];

    T* At(long[] indices)
    {
        if (indices.Length == 1 && (shape.Length != 1 || dense))
        {
            if ((ulong)indices[0] >= (ulong)Count)
                throw new IndexOutOfRangeException($"Index {indices[0]} is outside of the {Count} elements.");
            return Alive() + (dense ? indices[0] : new Cursor(shape, strides, indices[0]).Offset);
        }
        long[] sizes = tensor.shape, steps = tensor.stride();
        if (indices.Length != sizes.Length)
            throw new ArgumentException($"{indices.Length} indices for {sizes.Length} dimensions.", nameof(indices));
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)sizes[i])
                throw new IndexOutOfRangeException($"Index {indices[i]} is outside of dimension {i}, which has {sizes[i]} elements.");
            offset += indices[i] * steps[i];
        }
        return Alive() + offset;
    }

    T* Alive()
    {
        ObjectDisposedException.ThrowIf(tensor.IsInvalid, tensor);
        return first != null || Count == 0 ? first : throw new ObjectDisposedException(nameof(TensorAccessor<>));
    }

    // Walks a strided tensor in logical order.
    sealed class Cursor
    {
        readonly long[] shape;
        readonly long[] strides;
        readonly long[] position;

        internal Cursor(long[] shape, long[] strides, long start)
        {
            (this.shape, this.strides, position) = (shape, strides, new long[shape.Length]);
            for (int i = shape.Length - 1; i >= 0; i--)
            {
                position[i] = shape[i] == 0 ? 0 : start % shape[i];
                start = shape[i] == 0 ? 0 : start / shape[i];
                Offset += position[i] * strides[i];
            }
        }

        internal long Offset { get; private set; }

        internal void Advance()
        {
            for (int i = shape.Length - 1; i >= 0; i--)
            {
                Offset += strides[i];
                if (++position[i] < shape[i]) return;
                Offset -= shape[i] * strides[i];
                position[i] = 0;
            }
        }
    }
}
