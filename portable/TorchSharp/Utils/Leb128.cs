namespace TorchSharp.Utils;

/// <summary>Unsigned LEB128 numbers: seven bits a byte, the lowest first, the high bit set while more follow.</summary>
internal static class Leb128
{
    internal static void WriteLeb128(this BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value > 0x7f; value >>= 7) writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }

    internal static long ReadLeb128(this BinaryReader reader)
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte piece = reader.ReadByte();
            value |= (long)(piece & 0x7f) << shift;
            if ((piece & 0x80) == 0) return value;
        }
        throw new InvalidDataException("A number in the file has more than nine LEB128 bytes; the file is damaged or of another format.");
    }
}
