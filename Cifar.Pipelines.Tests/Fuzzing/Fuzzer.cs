using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>
/// Gives a parser one damaged input after the other. What must hold for each: it is read, or refused with an exception of a documented type; it costs no more
/// memory than <see cref="MostBytes"/>; and nothing is left in the folder.
/// </summary>
/// <remarks>
/// Without <c>CIFAR_FUZZ_SECONDS</c> a fixed small number of inputs is tried; with it, as many as that time allows for each parser. Input number n is the same in
/// every run, and the message of a failure says n: <c>CIFAR_FUZZ_FIRST=n</c> begins there.
/// </remarks>
internal sealed class Fuzzer(string name, int rounds, params IReadOnlyList<byte[]> corpus)
{
    private static readonly double Seconds = Number("CIFAR_FUZZ_SECONDS") ?? 0;
    private static readonly int First = (int)(Number("CIFAR_FUZZ_FIRST") ?? 0);

    // Not a measurement: a parser that needs this long for a small file hangs as far as anybody is concerned.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Managed memory that reading one input may take on its thread.</summary>
    public long MostBytes { get; init; } = 64 << 20;

    /// <summary>Words that mean something to the parser.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The exceptions that the parser documents for input that is no good.</summary>
    public required Func<Exception, bool> Refuses { get; init; }

    /// <summary>Everything that may not change; null where the parser is given bytes and no files.</summary>
    public Func<string[]>? Contents { get; init; }

    /// <summary>Runs the parser on mutations of the corpus.</summary>
    /// <param name="parse">Reads one input; returns normally where it is good.</param>
    /// <param name="prepare">What makes the damage get past a checksum; null for nothing.</param>
    /// <returns>How many were tried, and how many were refused.</returns>
    public (int Tried, int Refused) Run(Action<byte[]> parse, Func<byte[], byte[]>? prepare = null)
    {
        byte[][] tokens = [.. Tokens.Select(Encoding.UTF8.GetBytes)];
        var clock = Stopwatch.StartNew();
        int refused = 0, round = First;
        for (; Seconds > 0 ? clock.Elapsed.TotalSeconds < Seconds : round < First + rounds; round++)
        {
            var random = new Random(round);
            byte[] input = Mutation.Of(corpus[round % corpus.Count], corpus[random.Next(corpus.Count)], tokens, random);
            input = prepare?.Invoke(input) ?? input;
            refused += Try(parse, input, round) ? 0 : 1;
        }

        return (round - First, refused);
    }

    private bool Try(Action<byte[]> parse, byte[] input, int round)
    {
        string[]? before = Contents?.Invoke();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        bool good = true;
        try
        {
            parse(input);
        }
        catch (Exception error) when (Refuses(error))
        {
            good = false;
            if (string.IsNullOrWhiteSpace(error.Message))
            {
                Fail(input, round, $"was refused without a word ({error.GetType().Name})");
            }
        }
        catch (Exception error)
        {
            Fail(input, round, $"ended in {error}");
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > MostBytes)
        {
            Fail(input, round, $"took {allocated:N0} bytes of memory; at most {MostBytes:N0} are in order");
        }

        if (clock.Elapsed > Patience)
        {
            Fail(input, round, $"took {clock.Elapsed}");
        }

        if (before is not null && Contents!() is var after && !before.SequenceEqual(after))
        {
            Fail(input, round, $"left {string.Join(", ", after.Except(before))} behind, or removed {string.Join(", ", before.Except(after))}");
        }

        return good;
    }

    private void Fail(byte[] input, int round, string finding)
    {
        string file = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-{round}.bin");
        File.WriteAllBytes(file, input);
        Assert.Fail($"{name}: input {round} {finding}. It is in {file}; CIFAR_FUZZ_FIRST={round} begins with it.");
    }

    private static double? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
