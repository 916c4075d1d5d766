using System.Diagnostics;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>
/// A parser with good inputs for it. What must hold for every other input: it is read, or refused with an exception of a documented type; it costs no more memory
/// than <see cref="MostBytes"/>; and nothing is left in the folder.
/// </summary>
internal sealed class FuzzTarget(params IReadOnlyList<byte[]> corpus)
{
    // Not a measurement: a parser that needs this long for a small file hangs as far as anybody is concerned.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Good inputs, small ones: damage is to hit what is structure and not weights or pixels.</summary>
    public IReadOnlyList<byte[]> Corpus => corpus;

    /// <summary>Reads one input; returns normally where it is good.</summary>
    public required Action<byte[]> Parse { get; init; }

    /// <summary>The exceptions that the parser documents for input that is no good.</summary>
    public required Func<Exception, bool> Refuses { get; init; }

    /// <summary>Managed memory that reading one input may take on its thread.</summary>
    public long MostBytes { get; init; } = 64 << 20;

    /// <summary>Words that mean something to the parser.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Everything that may not change; null where the parser is given bytes and no files.</summary>
    public Func<string[]>? Contents { get; init; }

    /// <summary>Gives the parser one input.</summary>
    /// <returns>Whether it was good.</returns>
    /// <exception cref="FuzzFinding">The parser did something else than reading or refusing it.</exception>
    public bool Read(byte[] input)
    {
        string[]? before = Contents?.Invoke();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        bool good = Accepts(input);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > MostBytes)
        {
            throw new FuzzFinding($"took {allocated:N0} bytes of memory; at most {MostBytes:N0} are in order");
        }

        if (clock.Elapsed > Patience)
        {
            throw new FuzzFinding($"took {clock.Elapsed}");
        }

        if (before is not null && Contents!() is var after && !before.SequenceEqual(after))
        {
            throw new FuzzFinding($"left {string.Join(", ", after.Except(before))} behind, or removed {string.Join(", ", before.Except(after))}");
        }

        return good;
    }

    private bool Accepts(byte[] input)
    {
        try
        {
            Parse(input);
            return true;
        }
        catch (Exception error) when (Refuses(error))
        {
            return string.IsNullOrWhiteSpace(error.Message) ? throw new FuzzFinding($"was refused without a word ({error.GetType().Name})", error) : false;
        }
        catch (Exception error)
        {
            throw new FuzzFinding($"ended in {error}", error);
        }
    }
}
