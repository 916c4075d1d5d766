using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Mirrors Kind in native/boundary.h.</summary>
internal enum ValueKind
{
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, DoubleList = 6, TensorList = 7,
    OptionalTensorList = 8, String = 9, Device = 10, Generator = 11, BoolList = 12,
    // Managed only: two integers that become an IntList.
    IntPair = 100,
}

/// <summary>One argument or result as C++ sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal int Kind;
    internal int Count;
    internal long Payload;
}

/// <summary>One argument of an operator. The conversions let a binding pass its own parameters as they are.</summary>
internal readonly struct Value
{
    internal readonly object? Reference;
    internal readonly long First;
    internal readonly long Second;
    internal readonly ValueKind Kind;

    Value(ValueKind kind, object? reference, long first = 0, long second = 0)
    {
        (Kind, Reference, First, Second) = (kind, reference, first, second);
    }

    public static implicit operator Value(Tensor? value) => value is null ? default : new(ValueKind.Tensor, value, value.Handle);
    public static implicit operator Value(long value) => new(ValueKind.Int, null, value);
    public static implicit operator Value(int value) => new(ValueKind.Int, null, value);
    public static implicit operator Value(double value) => new(ValueKind.Double, null, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Value(bool value) => new(ValueKind.Bool, null, value ? 1 : 0);
    public static implicit operator Value(long? value) => value is { } number ? number : default(Value);
    public static implicit operator Value(int? value) => value is { } number ? number : default(Value);
    public static implicit operator Value(double? value) => value is { } number ? number : default(Value);
    public static implicit operator Value(bool? value) => value is { } flag ? flag : default(Value);
    public static implicit operator Value(Scalar? value) => value is null ? default : value.Value;
    public static implicit operator Value(ScalarType value) => new(ValueKind.Int, null, (long)value);
    public static implicit operator Value(ScalarType? value) => value is { } type ? type : default(Value);
    public static implicit operator Value((long, long) value) => new(ValueKind.IntPair, null, value.Item1, value.Item2);
    public static implicit operator Value((long, long)? value) => value is { } pair ? pair : default(Value);
    public static implicit operator Value(long[]? value) => value is null ? default : new(ValueKind.IntList, value);
    public static implicit operator Value(double[]? value) => value is null ? default : new(ValueKind.DoubleList, value);
    public static implicit operator Value(Tensor?[] value) => new(ValueKind.TensorList, value);
    public static implicit operator Value(string? value) => value is null ? default : new(ValueKind.String, value);
    public static implicit operator Value(Device? value) => value is null ? default : new(ValueKind.Device, value, value.index, (long)value.type);
    public static implicit operator Value(Generator? value) => value is null ? default : new(ValueKind.Generator, value, value.Handle);

    /// <summary>Scalars of a foreach operator, one a tensor.</summary>
    internal static Value Doubles(double[] values) => new(ValueKind.DoubleList, values);

    /// <summary>Index tensors; null takes a whole dimension.</summary>
    internal static Value Indices(Tensor?[] values) => new(ValueKind.OptionalTensorList, values);

    /// <summary>Flags, one a dimension.</summary>
    internal static Value Flags(long[] values) => new(ValueKind.BoolList, values);

    /// <summary>How many eight-byte words of scratch memory the list behind this argument takes.</summary>
    internal int Words => Kind switch
    {
        ValueKind.IntPair => 2,
        ValueKind.IntList or ValueKind.BoolList => ((long[])Reference!).Length,
        ValueKind.DoubleList => ((double[])Reference!).Length,
        ValueKind.TensorList or ValueKind.OptionalTensorList => ((Tensor?[])Reference!).Length,
        ValueKind.String => System.Text.Encoding.UTF8.GetMaxByteCount(((string)Reference!).Length) / 8 + 1,
        _ => 0,
    };

    /// <summary>Writes the argument for C++, lists into <paramref name="scratch"/>, and returns the words used there.</summary>
    internal unsafe int Write(NativeValue* target, long* scratch)
    {
        target->Kind = (int)Kind;
        target->Count = 0;
        target->Payload = First;
        switch (Kind)
        {
            case ValueKind.Device:
                target->Count = (int)Second;
                return 0;
            case ValueKind.IntPair:
                target->Kind = (int)ValueKind.IntList;
                (scratch[0], scratch[1]) = (First, Second);
                return List(target, scratch, 2, 2);
            case ValueKind.IntList or ValueKind.BoolList:
                var integers = (long[])Reference!;
                integers.CopyTo(new Span<long>(scratch, integers.Length));
                return List(target, scratch, integers.Length, integers.Length);
            case ValueKind.DoubleList:
                var reals = (double[])Reference!;
                reals.CopyTo(new Span<double>(scratch, reals.Length));
                return List(target, scratch, reals.Length, reals.Length);
            case ValueKind.TensorList or ValueKind.OptionalTensorList:
                var tensors = (Tensor?[])Reference!;
                for (int i = 0; i < tensors.Length; i++) scratch[i] = tensors[i]?.Handle ?? 0;
                return List(target, scratch, tensors.Length, tensors.Length);
            case ValueKind.String:
                string text = (string)Reference!;
                int bytes = System.Text.Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, Words * 8));
                return List(target, scratch, bytes, Words);
            default:
                return 0;
        }
    }

    static unsafe int List(NativeValue* target, long* scratch, int count, int words)
    {
        (target->Count, target->Payload) = (count, (long)scratch);
        return words;
    }
}
