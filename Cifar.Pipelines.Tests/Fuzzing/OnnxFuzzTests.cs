using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;

namespace Cifar.Pipelines.Tests.Fuzzing;

[Collection(TorchTests.Name)]
public sealed class OnnxFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_classifier_is_opened_or_refused() => Fuzzer.Run("onnx-classifier", folder, rounds: 80);

    [Fact]
    public void A_damaged_backbone_is_loaded_or_refused() => Fuzzer.Run("onnx-backbone", folder, rounds: 150);
}
