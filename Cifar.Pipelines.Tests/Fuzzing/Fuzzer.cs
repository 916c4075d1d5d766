using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Gives a parser one damaged input after the other.</summary>
/// <remarks>
/// Without <c>CIFAR_FUZZ_SECONDS</c> a fixed small number of inputs is tried; with it, as many as that time allows for each parser. Input number n is the same in
/// every run, and the message of a failure says n: <c>CIFAR_FUZZ_FIRST=n</c> begins there.
/// </remarks>
internal static class Fuzzer
{
    private static readonly double Seconds = Number("CIFAR_FUZZ_SECONDS") ?? 0;
    private static readonly int First = (int)(Number("CIFAR_FUZZ_FIRST") ?? 0);

    /// <summary>Runs a parser on mutations of its corpus.</summary>
    /// <param name="name">One of <see cref="FuzzTargets.All"/>.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="rounds">How many inputs, unless the environment says how long.</param>
    public static void Run(string name, TemporaryFolder folder, int rounds)
    {
        FuzzTarget target = FuzzTargets.All[name](folder);
        byte[][] tokens = [.. target.Tokens.Select(Encoding.UTF8.GetBytes)];
        var clock = Stopwatch.StartNew();
        for (int round = First; Seconds > 0 ? clock.Elapsed.TotalSeconds < Seconds : round < First + rounds; round++)
        {
            var random = new Random(round);
            byte[] input = Mutation.Of(target.Corpus[round % target.Corpus.Count], target.Corpus[random.Next(target.Corpus.Count)], tokens, random);
            try
            {
                target.Read(input);
            }
            catch (FuzzFinding finding)
            {
                string file = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-{round}.bin");
                File.WriteAllBytes(file, input);
                Assert.Fail($"{name}: input {round} {finding.Message}. It is in {file}; CIFAR_FUZZ_FIRST={round} begins with it.");
            }
        }
    }

    private static double? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
