using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Valid files that are small, so that damage hits what is structure and not weights.</summary>
internal static class Small
{
    public static ModelDescription Description { get; } = new(
        SyntheticImages.Classes, new Preprocessing(SharpeningKernel.Default, PixelNormalization.MinusOneToOne), "simple-cnn", 8, 8, Temperature: 1.5);

    public static byte[] Classifier()
    {
        using var network = new SimpleCnn(Description.Labels.Fine.Count, 8, 8);
        return OnnxExport.Export(network, Description);
    }
}
