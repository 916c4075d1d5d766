namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>What disks, networks and people do to bytes.</summary>
static class Damage
{
    public static byte[] CutTo(byte[] whole, double share) => whole[..(int)(whole.Length * share)];

    /// <summary>Turns over one to eight bits, the same ones for the same seed.</summary>
    public static byte[] FlipBits(byte[] whole, int seed)
    {
        var random = new Random(seed);
        byte[] flipped = [.. whole];
        for (int bit = random.Next(1, 9); bit > 0; bit--)
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
