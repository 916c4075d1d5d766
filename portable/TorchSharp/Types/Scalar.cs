using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number with a type, as an operand of a tensor operation.</summary>
public sealed class Scalar : IDisposable
{
    Scalar(Value value, torch.ScalarType type) => (Value, Type) = (value, type);

    internal Value Value { get; }

    public torch.ScalarType Type { get; }

    /// <summary>Nothing to free: a scalar travels to libtorch by value.</summary>
    public void Dispose() { }

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int8);
    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int16);
    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int32);
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(Half value) => new((double)value, torch.ScalarType.Float16);
    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float32);
    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(value, torch.ScalarType.Bool);

    internal bool IsReal => Value.Kind == ValueKind.Double;

    internal double AsDouble => IsReal ? BitConverter.Int64BitsToDouble(Value.First) : Value.First;

    internal long AsInteger => IsReal ? (long)BitConverter.Int64BitsToDouble(Value.First) : Value.First;
}

public static class ScalarExtensionMethods
{
    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
    public static byte ToByte(this Scalar value) => (byte)value.AsInteger;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static Half ToHalf(this Scalar value) => (Half)value.AsDouble;
    public static short ToInt16(this Scalar value) => (short)value.AsInteger;
    public static int ToInt32(this Scalar value) => (int)value.AsInteger;
    public static long ToInt64(this Scalar value) => value.AsInteger;
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.AsInteger;
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this Half value) => value;
}
