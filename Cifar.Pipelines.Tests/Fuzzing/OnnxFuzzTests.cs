using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Transfer;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>ONNX files: as delivered classifiers, run by ONNX Runtime, and as backbones, turned into modules.</summary>
[Collection(TorchTests.Name)]
public sealed class OnnxFuzzTests
{
    [Fact]
    public void A_damaged_classifier_is_opened_or_refused()
    {
        var fuzzer = new Fuzzer("onnx-classifier", rounds: 80, Small.Classifier()) { Refuses = error => error is ModelFormatException, Tokens = ["Conv", "logits", "pixels", "\0"] };
        fuzzer.Run(input =>
        {
            using var scorer = new OnnxImageScorer(input, new OnnxScorerOptions { Threads = 1 });
            Assert.NotEmpty(scorer.Description.Labels.Fine);
        });
    }

    [Fact]
    public void A_damaged_backbone_is_loaded_or_refused()
    {
        var fuzzer = new Fuzzer("onnx-backbone", rounds: 150, SmallBackbone.Residual(), SmallBackbone.Residual(seed: 4, height: 16, width: 16))
        {
            Refuses = error => error is ModelFormatException or BackboneException,
            Tokens = ["Conv", "Flatten", "Reshape", "Gemm", "axis", "pads"],
        };
        fuzzer.Run(input => OnnxModule.Load(input).Dispose());
    }
}
