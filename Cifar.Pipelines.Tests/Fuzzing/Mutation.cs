using System.Buffers.Binary;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Damage and mischief: what happens to a valid file before a parser gets to see it.</summary>
internal static class Mutation
{
    // Numbers at which sizes, signs and products change their nature.
    private static readonly long[] Edges = [0, 1, -1, 127, 128, 255, 256, 32_767, 65_535, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    /// <summary>One to six changes, the same ones for the same generator.</summary>
    /// <param name="whole">A valid input.</param>
    /// <param name="other">Another one, to splice in.</param>
    /// <param name="tokens">Words that mean something to the parser; may be empty.</param>
    public static byte[] Of(byte[] whole, byte[] other, IReadOnlyList<byte[]> tokens, Random random)
    {
        byte[] mutated = [.. whole];
        for (int changes = random.Next(1, 7); changes > 0; changes--)
        {
            mutated = Change(mutated, other, tokens, random);
        }

        return mutated;
    }

    private static byte[] Change(byte[] bytes, byte[] other, IReadOnlyList<byte[]> tokens, Random random)
    {
        if (bytes.Length == 0)
        {
            return Piece(other, random);
        }

        int at = Place(bytes.Length, random), length = Math.Min(random.Next(1, 17), bytes.Length - at);
        switch (random.Next(tokens.Count > 0 ? 10 : 9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                WriteEdge(bytes.AsSpan(at), random);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. Piece(other, random), .. bytes[at..]];
            case 7:
                return [.. bytes[..at], .. Piece(other, random), .. bytes[(at + length)..]];
            case 8:
                Piece(bytes, random).AsSpan(0, Math.Min(length, 1)).CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                byte[] token = tokens[random.Next(tokens.Count)];
                return [.. bytes[..at], .. token, .. bytes[(at + (random.Next(2) == 0 ? 0 : length))..]];
        }
    }

    // Half of the changes hit the beginning, where headers are.
    private static int Place(int length, Random random) => random.Next(random.Next(2) == 0 ? Math.Min(length, 128) : length);

    private static byte[] Piece(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        int from = random.Next(bytes.Length);
        return bytes[from..Math.Min(bytes.Length, from + random.Next(1, 257))];
    }

    private static void WriteEdge(Span<byte> at, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        long edge = Edges[random.Next(Edges.Length)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, edge);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, edge);
        }

        int size = Math.Min(at.Length, 1 << random.Next(4));
        (random.Next(2) == 0 ? number[..size] : number[^size..]).CopyTo(at);
    }
}
