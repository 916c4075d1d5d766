namespace Microsoft.ML;

/// <summary>Random numbers that depend on a seed and a place alone, so that they are the same however the data are read.</summary>
static class SplitMix
{
    /// <summary>A number in [0, 1).</summary>
    internal static double Uniform(int seed, ulong place) => (Bits(seed, place) >> 11) * (1.0 / (1UL << 53));

    internal static ulong Bits(int seed, ulong place)
    {
        ulong x = Scramble(unchecked((ulong)(uint)seed * 0xD1342543DE82EF95)) + ((place + 1) * 0x9E3779B97F4A7C15);
        return Scramble(x);
    }

    static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
