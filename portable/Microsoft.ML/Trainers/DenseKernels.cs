using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers;

/// <summary>The inner loops of linear models, in the widest vectors the processor has.</summary>
static class DenseKernels
{
    internal static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        b = b[..a.Length];
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> even = default, odd = default;
        int i = 0;
        for (; i + 1 < va.Length; i += 2)
        {
            even = Vector.FusedMultiplyAdd(va[i], vb[i], even);
            odd = Vector.FusedMultiplyAdd(va[i + 1], vb[i + 1], odd);
        }
        if (i < va.Length)
            even = Vector.FusedMultiplyAdd(va[i], vb[i], even);
        float sum = Vector.Sum(even + odd);
        for (int j = va.Length * Vector<float>.Count; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    /// <summary>Four rows times two weight vectors: each load serves several products, which is what keeps the multipliers busy.</summary>
    internal static void Dot4x2(
        ReadOnlySpan<float> r0, ReadOnlySpan<float> r1, ReadOnlySpan<float> r2, ReadOnlySpan<float> r3,
        ReadOnlySpan<float> w0, ReadOnlySpan<float> w1, Span<float> products)
    {
        int length = w0.Length, vectors = length / Vector<float>.Count;
        Require(length, r0.Length, r1.Length, r2.Length, r3.Length, w1.Length);
        ref var v0 = ref Start(r0);
        ref var v1 = ref Start(r1);
        ref var v2 = ref Start(r2);
        ref var v3 = ref Start(r3);
        ref var u0 = ref Start(w0);
        ref var u1 = ref Start(w1);
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (int i = 0; i < vectors; i++)
        {
            var a = Unsafe.Add(ref u0, i);
            var b = Unsafe.Add(ref u1, i);
            var x = Unsafe.Add(ref v0, i);
            a0 = Vector.FusedMultiplyAdd(x, a, a0);
            b0 = Vector.FusedMultiplyAdd(x, b, b0);
            x = Unsafe.Add(ref v1, i);
            a1 = Vector.FusedMultiplyAdd(x, a, a1);
            b1 = Vector.FusedMultiplyAdd(x, b, b1);
            x = Unsafe.Add(ref v2, i);
            a2 = Vector.FusedMultiplyAdd(x, a, a2);
            b2 = Vector.FusedMultiplyAdd(x, b, b2);
            x = Unsafe.Add(ref v3, i);
            a3 = Vector.FusedMultiplyAdd(x, a, a3);
            b3 = Vector.FusedMultiplyAdd(x, b, b3);
        }
        products[0] = Vector.Sum(a0);
        products[1] = Vector.Sum(a1);
        products[2] = Vector.Sum(a2);
        products[3] = Vector.Sum(a3);
        products[4] = Vector.Sum(b0);
        products[5] = Vector.Sum(b1);
        products[6] = Vector.Sum(b2);
        products[7] = Vector.Sum(b3);
        for (int i = vectors * Vector<float>.Count; i < length; i++)
        {
            products[0] += r0[i] * w0[i];
            products[1] += r1[i] * w0[i];
            products[2] += r2[i] * w0[i];
            products[3] += r3[i] * w0[i];
            products[4] += r0[i] * w1[i];
            products[5] += r1[i] * w1[i];
            products[6] += r2[i] * w1[i];
            products[7] += r3[i] * w1[i];
        }
    }

    internal static void AddScaled(ReadOnlySpan<float> source, float factor, Span<float> target)
    {
        source = source[..target.Length];
        var vs = MemoryMarshal.Cast<float, Vector<float>>(source);
        var vt = MemoryMarshal.Cast<float, Vector<float>>(target);
        var f = new Vector<float>(factor);
        for (int i = 0; i < vt.Length; i++)
            vt[i] = Vector.FusedMultiplyAdd(vs[i], f, vt[i]);
        for (int i = vt.Length * Vector<float>.Count; i < target.Length; i++)
            target[i] += source[i] * factor;
    }

    /// <summary>Adds four rows, each with its factor, reading and writing the target once.</summary>
    internal static void AddScaled4(
        ReadOnlySpan<float> r0, ReadOnlySpan<float> r1, ReadOnlySpan<float> r2, ReadOnlySpan<float> r3,
        float f0, float f1, float f2, float f3, Span<float> target)
    {
        int length = target.Length, vectors = length / Vector<float>.Count;
        Require(length, r0.Length, r1.Length, r2.Length, r3.Length, length);
        ref var v0 = ref Start(r0);
        ref var v1 = ref Start(r1);
        ref var v2 = ref Start(r2);
        ref var v3 = ref Start(r3);
        ref var t = ref Start((ReadOnlySpan<float>)target);
        Vector<float> g0 = new(f0), g1 = new(f1), g2 = new(f2), g3 = new(f3);
        for (int i = 0; i < vectors; i++)
        {
            var sum = Vector.FusedMultiplyAdd(Unsafe.Add(ref v0, i), g0, Unsafe.Add(ref t, i));
            sum = Vector.FusedMultiplyAdd(Unsafe.Add(ref v1, i), g1, sum);
            sum = Vector.FusedMultiplyAdd(Unsafe.Add(ref v2, i), g2, sum);
            Unsafe.Add(ref t, i) = Vector.FusedMultiplyAdd(Unsafe.Add(ref v3, i), g3, sum);
        }
        for (int i = vectors * Vector<float>.Count; i < length; i++)
            target[i] += (r0[i] * f0) + (r1[i] * f1) + (r2[i] * f2) + (r3[i] * f3);
    }

    static ref Vector<float> Start(ReadOnlySpan<float> values) =>
        ref Unsafe.As<float, Vector<float>>(ref MemoryMarshal.GetReference(values));

    /// <summary>The loops above do not check bounds, so all lengths are checked once before.</summary>
    static void Require(int length, int a, int b, int c, int d, int e)
    {
        if (a != length || b != length || c != length || d != length || e != length)
            throw new ArgumentException("The rows and weights differ in length.");
    }
}
