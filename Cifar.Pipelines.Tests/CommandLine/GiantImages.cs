using System.Buffers.Binary;
using System.Text;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Small files whose headers promise more pixels than there is memory for.</summary>
static class GiantImages
{
    public static IEnumerable<(string Name, byte[] Bytes)> All()
    {
        yield return ("50000.png", Png(50_000, 50_000));
        yield return ("largest.png", Png(int.MaxValue, int.MaxValue));
        yield return ("flat.png", Png(50_000, 0));
        yield return ("50000.bmp", Bmp(50_000, 50_000));
        yield return ("upside-down.bmp", Bmp(50_000, -50_000));
        yield return ("65535.gif", Gif(65_535, 65_535));
        yield return ("65500.jpg", Jpeg(65_500, 65_500));
        yield return ("16384.webp", WebP(16_384, 16_384));
    }

    static byte[] Png(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB
        // Enough of a zlib stream to begin decoding with.
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. PngChunk("IHDR", header), .. PngChunk("IDAT", [0x78, 0x9c, 0, 0, 0, 0]), .. PngChunk("IEND", [])];
    }

    static byte[] PngChunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(body));
        return [.. length, .. body, .. sum];
    }

    // ISO 3309, as the PNG specification's annex D gives it.
    static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
        }

        return ~crc;
    }

    static byte[] Bmp(int width, int height)
    {
        var file = new byte[54 + 64];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28]) = (1, 24); // one plane, 24 bits
        return file;
    }

    static byte[] Gif(ushort width, ushort height)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(size, width);
        BinaryPrimitives.WriteUInt16LittleEndian(size.AsSpan(2), height);
        // A palette of two, then one frame over the whole screen.
        return [.. "GIF89a"u8, .. size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0, .. size, 0, 2, 2, 0x4c, 1, 0, 0x3b];
    }

    static byte[] Jpeg(ushort width, ushort height)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(size, height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(2), width);
        // Start of image, a baseline frame of three components, end of image.
        return [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, .. size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9];
    }

    static byte[] WebP(int width, int height)
    {
        // The extended header alone holds the canvas size: 24 bits each, less one.
        var (w, h) = (width - 1, height - 1);
        byte[] canvas = [0, 0, 0, 0, (byte)w, (byte)(w >> 8), (byte)(w >> 16), (byte)h, (byte)(h >> 8), (byte)(h >> 16)];
        return [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, .. canvas];
    }
}
