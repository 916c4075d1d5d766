using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Inputs that owe nothing to chance: the good ones to begin with, and those that eng/fuzz.sh came upon.</summary>
[Collection(TorchTests.Name)]
public sealed class FindingTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "fuzzing");

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. FuzzTargets.All.Keys];

    public static TheoryData<string> Found => [.. Directory.GetDirectories(Fixtures).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Fuzzing_begins_with_inputs_that_are_read(string target)
    {
        FuzzTarget parser = FuzzTargets.All[target](folder);

        // Of the command lines some end in the error that is meant.
        int read = parser.Corpus.Count(input => parser.Read([.. input]));
        Assert.InRange(read, target == "command-line" ? 1 : parser.Corpus.Count, parser.Corpus.Count);
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void What_fuzzing_came_upon_is_read_or_refused(string target)
    {
        FuzzTarget parser = FuzzTargets.All[target](folder);
        Assert.All(Directory.GetFiles(Path.Combine(Fixtures, target)), file => parser.Read(File.ReadAllBytes(file)));
    }
}
