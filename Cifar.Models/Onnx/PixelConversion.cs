using System.Numerics;

namespace Cifar.Models.Onnx;

/// <summary>Bytes to wider numbers, in vectors.</summary>
internal static class PixelConversion
{
    public static void Widen(ReadOnlySpan<byte> source, Span<int> target)
    {
        int x = 0;
        for (; x <= source.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(source[x..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen((Vector<short>)low, out Vector<int> a, out Vector<int> b);
            Vector.Widen((Vector<short>)high, out Vector<int> c, out Vector<int> d);
            a.CopyTo(target[x..]);
            b.CopyTo(target[(x + Vector<int>.Count)..]);
            c.CopyTo(target[(x + (2 * Vector<int>.Count))..]);
            d.CopyTo(target[(x + (3 * Vector<int>.Count))..]);
        }

        for (; x < source.Length; x++)
        {
            target[x] = source[x];
        }
    }

    public static void Widen(ReadOnlySpan<byte> source, Span<float> target)
    {
        int x = 0;
        for (; x <= source.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(source[x..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen((Vector<short>)low, out Vector<int> a, out Vector<int> b);
            Vector.Widen((Vector<short>)high, out Vector<int> c, out Vector<int> d);
            Vector.ConvertToSingle(a).CopyTo(target[x..]);
            Vector.ConvertToSingle(b).CopyTo(target[(x + Vector<int>.Count)..]);
            Vector.ConvertToSingle(c).CopyTo(target[(x + (2 * Vector<int>.Count))..]);
            Vector.ConvertToSingle(d).CopyTo(target[(x + (3 * Vector<int>.Count))..]);
        }

        for (; x < source.Length; x++)
        {
            target[x] = source[x];
        }
    }
}
