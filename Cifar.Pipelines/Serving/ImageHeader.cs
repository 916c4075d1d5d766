using System.Buffers.Binary;

namespace Cifar.Pipelines.Serving;

/// <summary>What the first bytes of a picture file say it is. Nothing is decoded.</summary>
internal readonly record struct ImageHeader(string Format, long Width, long Height)
{
    // Progressive files have about ten passes; more of them over many pixels is an attack on the decoder's time.
    private const int MostScans = 100;

    /// <summary>The content decides, never a name or a declared type.</summary>
    /// <exception cref="ImageRejectedException">The bytes begin like no format that is read, or the header is cut off.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                _ when file.StartsWith(PngSignature) => Png(file),
                _ when file.StartsWith(JpegSignature) => Jpeg(file),
                _ when file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8) => WebP(file),
                _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => new ImageHeader("GIF", Little16(file, 6), Little16(file, 8)),
                _ when file.StartsWith("BM"u8) => Bmp(file),
                _ => throw new ImageRejectedException(ImageRejection.UnknownFormat, "This is no picture that can be read. Use a PNG, JPEG, WebP, GIF or BMP file."),
            };
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ImageRejectedException(ImageRejection.Damaged, "The picture is cut off before its size is known.", error);
        }
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static ReadOnlySpan<byte> JpegSignature => [0xff, 0xd8, 0xff];

    private static ImageHeader Png(ReadOnlySpan<byte> file) => new("PNG", Big32(file, 16), Big32(file, 20));

    private static ImageHeader Bmp(ReadOnlySpan<byte> file) => Little32(file, 14) == 12
        ? new ImageHeader("BMP", Little16(file, 18), Little16(file, 20))
        : new ImageHeader("BMP", Math.Abs((long)Little32(file, 18)), Math.Abs((long)Little32(file, 22)));

    private static ImageHeader WebP(ReadOnlySpan<byte> file)
    {
        var kind = file.Slice(12, 4);
        if (kind.SequenceEqual("VP8X"u8))
        {
            return new ImageHeader("WebP", 1 + Little24(file, 24), 1 + Little24(file, 27));
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            uint sizes = (uint)Little32(file, 21);
            return new ImageHeader("WebP", 1 + (sizes & 0x3fff), 1 + ((sizes >> 14) & 0x3fff));
        }

        return new ImageHeader("WebP", Little16(file, 26) & 0x3fff, Little16(file, 28) & 0x3fff);
    }

    private static ImageHeader Jpeg(ReadOnlySpan<byte> file)
    {
        for (int position = 2; ;)
        {
            if (file.Slice(position, 1)[0] != 0xff)
            {
                throw new ImageRejectedException(ImageRejection.Damaged, "The JPEG file is damaged: there is no marker where one must be.");
            }

            byte marker = file.Slice(position + 1, 1)[0];
            if (marker is >= 0xc0 and <= 0xcf and not 0xc4 and not 0xc8 and not 0xcc)
            {
                CheckScans(file);
                return new ImageHeader("JPEG", Big16(file, position + 7), Big16(file, position + 5));
            }

            // Fill bytes and the few markers without content have no length.
            position += marker switch
            {
                0xff => 1,
                0x01 or (>= 0xd0 and <= 0xd8) => 2,
                _ => 2 + Big16(file, position + 2),
            };
        }
    }

    private static void CheckScans(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> startOfScan = [0xff, 0xda];
        if (file.Count(startOfScan) > MostScans)
        {
            throw new ImageRejectedException(ImageRejection.TooManyPixels, $"The JPEG file draws the picture more than {MostScans} times over; save it again as a plain one.");
        }
    }

    private static int Big16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16BigEndian(file.Slice(at, 2));

    private static long Big32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32BigEndian(file.Slice(at, 4));

    private static int Little16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(at, 2));

    private static int Little24(ReadOnlySpan<byte> file, int at) => Little16(file, at) | (file.Slice(at + 2, 1)[0] << 16);

    private static int Little32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.Slice(at, 4));
}
