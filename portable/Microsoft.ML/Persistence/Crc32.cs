using System.Buffers.Binary;

namespace Microsoft.ML;

/// <summary>The checksum of zip files, eight bytes at a time.</summary>
static class Crc32
{
    static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on from a register, which starts with all bits set; the checksum is its complement.</summary>
    internal static uint Update(uint register, ReadOnlySpan<byte> bytes)
    {
        uint[][] t = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = register ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            register = t[7][(byte)low] ^ t[6][(byte)(low >> 8)] ^ t[5][(byte)(low >> 16)] ^ t[4][low >> 24]
                ^ t[3][(byte)high] ^ t[2][(byte)(high >> 8)] ^ t[1][(byte)(high >> 16)] ^ t[0][high >> 24];
        }

        foreach (byte b in bytes)
            register = t[0][(byte)(register ^ b)] ^ (register >> 8);
        return register;
    }

    static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = k == 0 ? i : tables[k - 1][i];
                for (int bit = 0; bit < 8; bit++)
                    value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
                tables[k][i] = value;
            }
        }

        return tables;
    }
}
