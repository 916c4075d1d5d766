using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class ModelZipFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("model-zip")]
    [InlineData("model-zip-parts")]
    public void A_damaged_file_is_loaded_or_refused(string target) => Fuzzer.Run(target, folder, rounds: 40);
}
