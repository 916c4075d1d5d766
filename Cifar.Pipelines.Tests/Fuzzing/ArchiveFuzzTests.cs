using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class ArchiveFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("archive")]
    [InlineData("archive-tar")]
    public void A_damaged_archive_is_unpacked_whole_or_leaves_nothing(string target) => Fuzzer.Run(target, folder, rounds: 60);
}
