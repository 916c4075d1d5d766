using System.Globalization;
using System.Text;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Fuzzing;

namespace Cifar.Fuzzing;

/// <summary>What can be done with a parser by name.</summary>
internal static class Parsers
{
    // afl-fuzz takes no longer words.
    private const int LongestWord = 128;

    public static int List()
    {
        Console.WriteLine(string.Join('\n', FuzzTargets.All.Keys));
        return 0;
    }

    public static int WriteSeeds(string name, string folder)
    {
        Instrumentation.CountForNobody();
        using var place = new TemporaryFolder();
        FuzzTarget target = FuzzTargets.All[name](place);
        string seeds = Directory.CreateDirectory(Path.Combine(folder, "seeds")).FullName, kept = Path.Combine(AppContext.BaseDirectory, "Fixtures", "fuzzing", name);
        byte[][] inputs = [.. target.Corpus, .. Directory.Exists(kept) ? Directory.GetFiles(kept).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : []];
        for (int i = 0; i < inputs.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(seeds, i.ToString("D3", CultureInfo.InvariantCulture)), inputs[i]);
        }

        byte[][] words = [.. target.Tokens.Select(Encoding.UTF8.GetBytes).Where(word => word.Length is > 0 and <= LongestWord)];
        File.WriteAllLines(Path.Combine(folder, "words"), words.Select(word => $"\"{string.Concat(word.Select(letter => $"\\x{letter:x2}"))}\""));
        return 0;
    }

    /// <summary>Serves afl-fuzz in a second process, which is started anew when a parser ends it.</summary>
    public static int Fuzz(string name)
    {
        // Made at the first input, when there is memory to count in.
        var target = new Lazy<FuzzTarget>(() => FuzzTargets.All[name](new TemporaryFolder()));
        SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Value.Read(input.ToArray());
        });
        return 0;
    }

    public static int Check(string name, IReadOnlyList<string> files)
    {
        Instrumentation.CountForNobody();
        using var folder = new TemporaryFolder();
        FuzzTarget target = FuzzTargets.All[name](folder);
        int findings = 0;
        var told = new HashSet<string>();
        foreach (string file in files)
        {
            try
            {
                Console.WriteLine($"{file}: {(target.Read(File.ReadAllBytes(file)) ? "read" : "refused")}");
            }
            catch (FuzzFinding finding)
            {
                findings++;
                Console.WriteLine($"{file} {(told.Add(finding.Message) ? finding.Message : "the same")}");
            }
        }

        return findings == 0 ? 0 : 1;
    }
}
