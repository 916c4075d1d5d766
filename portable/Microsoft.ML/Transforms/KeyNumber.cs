using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>Keys as numbers whatever integer they are stored in; 0 is the missing key.</summary>
static class KeyNumber
{
    internal static ulong Of<T>(T key)
    {
        // The comparisons vanish when the method is compiled for one type.
        if (typeof(T) == typeof(uint))
            return Unsafe.As<T, uint>(ref key);
        if (typeof(T) == typeof(byte))
            return Unsafe.As<T, byte>(ref key);
        if (typeof(T) == typeof(ushort))
            return Unsafe.As<T, ushort>(ref key);
        if (typeof(T) == typeof(ulong))
            return Unsafe.As<T, ulong>(ref key);
        throw new InvalidOperationException($"Keys are unsigned integers, not {typeof(T)}.");
    }
}
