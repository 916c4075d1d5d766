using System.Text;

namespace Cifar.Models.Data;

/// <summary>What one header of a tar archive says. The formats V7, ustar, GNU and pax agree on these 512 bytes; only their extensions differ.</summary>
/// <remarks>System.Formats.Tar was ruled out: it reserves as much memory for an extension as its header announces, before any of it has been read.</remarks>
readonly record struct TarHeader(string Name, char Type, long Bytes)
{
    /// <summary>Headers have this size, and the content of a file is filled up to a multiple of it.</summary>
    public const int Block = 512;

    public bool IsFile => Type == '0';

    public bool IsFolder => Type == '5';

    /// <summary>Long names, times and the like for the next entry or for all. What our files need stands in their own headers.</summary>
    public bool IsExtension => Type is 'x' or 'g' or 'L' or 'K';

    /// <summary>Zeros between the content and the next header.</summary>
    public int Padding => (int)((Block - (Bytes % Block)) % Block);

    /// <summary>What an entry is, in words.</summary>
    public string Kind => Type switch
    {
        '1' => "hard link",
        '2' => "symbolic link",
        '5' => "folder other than the expected one",
        _ => $"special entry (type {(int)Type})",
    };

    /// <summary>Reads the next header.</summary>
    /// <returns>null at the end of the archive.</returns>
    public static TarHeader? Read(Stream archive)
    {
        Span<byte> header = stackalloc byte[Block];
        int read = archive.ReadAtLeast(header, Block, throwOnEndOfStream: false);
        if (read is > 0 and < Block)
            throw new EndOfStreamException("it ends in the middle of a header");
        if (!header[..read].ContainsAnyExcept((byte)0))
            return null;
        if (Number(header.Slice(148, 8)) != Sum(header))
            throw new InvalidDataException("a header in it is damaged");
        string name = Text(header[..100]);
        bool twoParts = header.Slice(257, 6).SequenceEqual("ustar\0"u8) && header[345] != 0;
        return new TarHeader(twoParts ? $"{Text(header.Slice(345, 155))}/{name}" : name, header[156] == 0 ? '0' : (char)header[156], Number(header.Slice(124, 12)));
    }

    // The checksum counts as eight spaces.
    static int Sum(ReadOnlySpan<byte> header)
    {
        int sum = 8 * ' ';
        foreach (byte value in header)
            sum += value;
        foreach (byte value in header.Slice(148, 8))
            sum -= value;
        return sum;
    }

    static long Number(ReadOnlySpan<byte> octal)
    {
        long number = 0;
        foreach (byte digit in octal.Trim(" \0"u8))
            number = digit is >= (byte)'0' and <= (byte)'7' ? (number * 8) + digit - '0' : throw new InvalidDataException("a header in it is damaged");
        return number;
    }

    static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
