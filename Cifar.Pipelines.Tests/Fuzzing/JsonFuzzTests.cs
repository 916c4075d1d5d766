using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class JsonFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("json-catalogue")]
    [InlineData("json-checkpoint-best")]
    [InlineData("json-checkpoint-last")]
    [InlineData("json-description")]
    [InlineData("json-evaluation")]
    [InlineData("json-run")]
    public void Damaged_JSON_is_read_or_refused(string target) => Fuzzer.Run(target, folder, rounds: 150);
}
