using System.Buffers.Binary;
using System.Numerics;

namespace TorchSharp.Utils;

/// <summary>Castagnoli's checksum, as TensorBoard's event files have it.</summary>
public static class CRC32C
{
    public static uint process(byte[] data) => Sum(data);

    public static uint process(int data)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, data);
        return Sum(bytes);
    }

    public static uint process(long data)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, data);
        return Sum(bytes);
    }

    internal static uint Sum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (byte one in data) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
