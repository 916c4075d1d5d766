using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class CommandLineFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Any_words_end_in_a_result_or_in_one_error_for_a_person() => Fuzzer.Run("command-line", folder, rounds: 60);
}
