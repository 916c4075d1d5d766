using System.Runtime.InteropServices;
using Cifar.Models.Onnx.Format;

namespace Cifar.Models.Onnx.Import;

/// <summary>Constants of ONNX files as floats or 64-bit integers.</summary>
internal static class TensorReader
{
    private const int MaximumRank = 8;

    public static GraphTensor Read(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.Default || tensor.ExternalData.Count > 0)
        {
            throw new ModelFormatException(
                $"The weights '{tensor.Name}' lie in another file; this is refused, because it would let a model read any file. Save the model with its weights inside.");
        }

        long count = Count(tensor);
        long[] dimensions = [.. tensor.Dims];
        byte[] raw = tensor.HasRawData ? tensor.RawData.ToByteArray() : [];
        bool isRaw = tensor.HasRawData;
        return tensor.DataType switch
        {
            1 => new(dimensions, isRaw ? Cast<float>(tensor, raw, count) : Listed(tensor, tensor.FloatData, count)),
            7 => new(dimensions, isRaw ? Cast<long>(tensor, raw, count) : Listed(tensor, tensor.Int64Data, count)),
            6 => new(dimensions, Array.ConvertAll(isRaw ? Cast<int>(tensor, raw, count) : Listed(tensor, tensor.Int32Data, count), number => (long)number)),
            9 => new(dimensions, Array.ConvertAll(isRaw ? Cast<byte>(tensor, raw, count) : Array.ConvertAll(Listed(tensor, tensor.Int32Data, count), n => (byte)n), number => (long)number)),
            11 when isRaw => new(dimensions, Array.ConvertAll(Cast<double>(tensor, raw, count), number => (float)number)),
            10 when isRaw => new(dimensions, Array.ConvertAll(Cast<Half>(tensor, raw, count), number => (float)number)),
            10 => new(dimensions, Array.ConvertAll(Listed(tensor, tensor.Int32Data, count), bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))),
            _ => throw new ModelFormatException(
                $"The weights '{tensor.Name}' are of type {tensor.DataType}; only floats of 16, 32 and 64 bits, integers of 32 and 64 bits and booleans are supported."),
        };
    }

    private static long Count(TensorProto tensor)
    {
        if (tensor.Dims.Count > MaximumRank)
        {
            throw new ModelFormatException($"The weights '{tensor.Name}' have {tensor.Dims.Count} dimensions; at most {MaximumRank} are supported.");
        }

        long count = 1;
        foreach (long dimension in tensor.Dims)
        {
            count = dimension >= 0 && (dimension == 0 || count <= OnnxFileReader.MaximumBytes / dimension)
                ? count * dimension
                : throw new ModelFormatException($"The weights '{tensor.Name}' have a dimension of {dimension:N0}, which cannot be.");
        }

        return count;
    }

    private static T[] Cast<T>(TensorProto tensor, byte[] raw, long count) where T : unmanaged
    {
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        CheckCount(tensor, raw.LongLength, count * size, "bytes");
        if (!BitConverter.IsLittleEndian)
        {
            Swap(raw, size);
        }

        return MemoryMarshal.Cast<byte, T>(raw).ToArray();
    }

    private static T[] Listed<T>(TensorProto tensor, ICollection<T> values, long count)
    {
        CheckCount(tensor, values.Count, count, "numbers");
        return [.. values];
    }

    private static void CheckCount(TensorProto tensor, long present, long needed, string unit)
    {
        if (present != needed)
        {
            throw new ModelFormatException($"The weights '{tensor.Name}' should have {needed:N0} {unit} and have {present:N0}.");
        }
    }

    private static void Swap(Span<byte> raw, int size)
    {
        for (int i = 0; i + size <= raw.Length; i += size)
        {
            raw.Slice(i, size).Reverse();
        }
    }
}
