using Cifar.Models.Onnx;
using Cifar.Models.Onnx.Import;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Tests.Transfer;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>ONNX files: as delivered classifiers, run by ONNX Runtime, and as backbones, turned into modules.</summary>
internal static class OnnxTargets
{
    public static FuzzTarget Classifier() => new(Small.Classifier())
    {
        Refuses = error => error is ModelFormatException,
        Tokens = ["Conv", "logits", "pixels", "\0"],
        Parse = input =>
        {
            using var scorer = new OnnxImageScorer(input, new OnnxScorerOptions { Threads = 1 });
            Assert.NotEmpty(scorer.Description.Labels.Fine);
        },
    };

    public static FuzzTarget Backbone() => new([.. OnnxOperatorTests.Files])
    {
        Refuses = error => error is ModelFormatException or BackboneException,
        Tokens = ["Conv", "Flatten", "Reshape", "Gemm", "Resize", "Gather", "Split", "Shape", "axis", "axes", "pads", "strides", "kernel_shape", "dilations", "group", "perm", "keepdims"],
        Parse = input => OnnxModule.Load(input).Dispose(),
    };
}
