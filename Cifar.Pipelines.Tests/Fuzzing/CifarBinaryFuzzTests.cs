using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Fuzzing;

public sealed class CifarBinaryFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cifar-binary")]
    [InlineData("cifar-fine-names")]
    [InlineData("cifar-coarse-names")]
    public void A_damaged_set_is_read_or_refused(string target) => Fuzzer.Run(target, folder, rounds: 100);
}
