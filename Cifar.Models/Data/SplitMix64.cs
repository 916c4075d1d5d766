using System.Runtime.CompilerServices;

namespace Cifar.Models.Data;

/// <summary>A small random generator with the same sequence on every machine and .NET version, which System.Random does not promise.</summary>
/// <remarks>Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014). A mutable struct: pass it by reference.</remarks>
struct SplitMix64(ulong state)
{
    ulong state = state;

    /// <summary>A generator of its own for each key, so that image 7 is the same however many others are made, in whatever order.</summary>
    public static SplitMix64 ForKey(ulong seed, ulong stream, ulong index) => new(Mix(Mix(Mix(seed) + stream) + index));

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>Uniform in 0 to bound - 1; the bias of at most bound / 2^64 does not matter here.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Fisher and Yates, downwards.</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
