using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class SafeTensorsFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("safetensors")]
    [InlineData("safetensors-header")]
    public void A_damaged_file_is_read_or_refused(string target) => Fuzzer.Run(target, folder, rounds: 150);
}
