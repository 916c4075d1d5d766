using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of one dimension that shares memory with an array: a change of one is a change of the other. The array stays where it is for as long.</summary>
    /// <param name="rawArray">Of any rank.</param>
    /// <param name="dtype">Another type than that of the elements makes a copy.</param>
    /// <param name="count">Elements; all after the offset where it is negative.</param>
    /// <param name="offset">Elements left out at the start.</param>
    /// <param name="requires_grad">Whether gradients are wanted.</param>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"An offset of {offset} elements lies outside an array of {rawArray.LongLength}.", nameof(offset));
        long left = rawArray.LongLength - offset;
        if (count > left) throw new IndexOutOfRangeException($"{count} elements were asked for where {left} are left.");

        var type = ElementType(rawArray);
        nint result, owner = GCHandle.ToIntPtr(GCHandle.Alloc(rawArray, GCHandleType.Pinned));
        try
        {
            nint start = GCHandle.FromIntPtr(owner).AddrOfPinnedObject() + (nint)(offset * type.ElementSize());
            NativeMethods.Check(NativeMethods.mt_from_memory(start, count < 0 ? left : count, (int)type, &Released, owner, &result));
        }
        catch
        {
            Release(owner);
            throw;
        }

        var shared = new Tensor(result);
        return Made(type == dtype ? shared : shared.to(dtype, disposeAfter: true), requires_grad, null);
    }

    static ScalarType ElementType(Array array) => Type.GetTypeCode(array.GetType().GetElementType()) switch
    {
        TypeCode.Boolean => ScalarType.Bool,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        _ => throw new ArgumentException($"Arrays of {array.GetType().GetElementType()} cannot become tensors.", nameof(array)),
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Released(nint owner) => Release(owner);

    static void Release(nint owner) => GCHandle.FromIntPtr(owner).Free();
}
