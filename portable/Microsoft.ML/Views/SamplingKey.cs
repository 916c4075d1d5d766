using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A number made from the value of a column: equal values give equal numbers, in every run.</summary>
sealed class SamplingKey(DataViewRow row, DataViewSchema.Column column) : RawTypeWork<Func<ulong>>
{
    const ulong Start = 14695981039346656037, Factor = 1099511628211;

    internal static Func<ulong> Of(DataViewRow row, DataViewSchema.Column column) => new SamplingKey(row, column).With(column.Type.ItemTypeOf().RawType);

    protected internal override Func<ulong> Do<T>()
    {
        Func<T, ulong> hash = typeof(T) == typeof(ReadOnlyMemory<char>)
            ? (Func<T, ulong>)(object)(Func<ReadOnlyMemory<char>, ulong>)OfText
            : static value => value is IConvertible number ? BitConverter.DoubleToUInt64Bits(number.ToDouble(null)) : OfText($"{value}".AsMemory());
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return hash(value);
            };
        }

        ValueGetter<VBuffer<T>> vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return () =>
        {
            vectorGetter(ref vector);
            ulong all = Start;
            foreach (T item in vector.DenseValues())
                all = (all ^ hash(item)) * Factor;
            return all;
        };
    }

    static ulong OfText(ReadOnlyMemory<char> text)
    {
        ulong hash = Start;
        foreach (byte b in MemoryMarshal.AsBytes(text.Span))
            hash = (hash ^ b) * Factor;
        return hash;
    }
}
