using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A copy of an array of any rank.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Type.GetTypeCode(rawArray.GetType().GetElementType()) switch
        {
            TypeCode.Boolean => Copied(Flat<bool>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Byte => Copied(Flat<byte>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.SByte => Copied(Flat<sbyte>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Int16 => Copied(Flat<short>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Int32 => Copied(Flat<int>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Int64 => Copied(Flat<long>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Single => Copied(Flat<float>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            TypeCode.Double => Copied(Flat<double>(rawArray), Sizes(rawArray), dtype, device, requires_grad, names),
            _ => throw new ArgumentException($"Arrays of {rawArray.GetType().GetElementType()} cannot become tensors.", nameof(rawArray)),
        };

    internal static unsafe Tensor Copied<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGrad,
        string[]? names) where T : unmanaged
    {
        long count = 1;
        foreach (long size in sizes) count = checked(count * size);
        if (count > values.Length)
            throw new ArgumentException($"A tensor of {count} elements cannot be made from an array of {values.Length}.");

        var type = ElementType<T>();
        var local = Aten.One("empty.memory_format", sizes.ToArray(), type, default, CPU);
        if (count > 0) values[..(int)count].CopyTo(new Span<T>((void*)local.DataAddress(), (int)count));
        if (local.WillChange(dtype ?? type, Place(device))) local = local.to(dtype ?? type, Place(device) ?? CPU, disposeAfter: true);
        return Made(local, requiresGrad, names);
    }

    internal static ScalarType ElementType<T>() =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(sbyte) ? ScalarType.Int8
        : typeof(T) == typeof(short) ? ScalarType.Int16
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : throw new ArgumentException($"{typeof(T).Name} is no element type of a tensor.");
}

public static partial class TensorExtensionMethods
{
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) =>
        torch.from_array(rawArray, null, null, requires_grad).reshape(dimensions);

    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false) where T : struct =>
        torch.from_array(new[] { scalar }, null, device).reshape([]).requires_grad_(requires_grad);
}
