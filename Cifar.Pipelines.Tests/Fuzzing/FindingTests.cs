using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Inputs that eng/fuzz.sh came upon: those that were too much once, and some that go their own ways through a parser.</summary>
[Collection(TorchTests.Name)]
public sealed class FindingTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "fuzzing");

    public static TheoryData<string> Targets => [.. Directory.GetDirectories(Fixtures).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_fuzzing_came_upon_is_read_or_refused(string target)
    {
        using var folder = new TemporaryFolder();
        FuzzTarget parser = FuzzTargets.All[target](folder);
        Assert.All(Directory.GetFiles(Path.Combine(Fixtures, target)), file => parser.Read(File.ReadAllBytes(file)));
    }
}
