using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>Files that are no picture models are refused when they are read, not when they answer.</summary>
public sealed class ImageClassifierModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_that_takes_features_is_refused_with_advice()
    {
        using var network = new SimpleCnn(4);
        string path = folder.Write(OnnxExport.ExportWithoutPreprocessing(network, Exported.Describe(4, side: 32)), "features.onnx");
        var error = Assert.Throws<ModelFormatException>(() => ImageClassifierModel.Load(new MLContext(), path));
        Assert.All([path, "not pixels", "SaveOnnx"], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_larger_than_any_model_is_refused_unread()
    {
        string path = folder["huge.onnx"];
        using (var file = File.Create(path))
        {
            file.SetLength(3L << 30); // More than an array holds; the file has no content, so it takes no room.
        }

        var error = Assert.Throws<ModelFormatException>(() => ImageClassifierModel.Load(new MLContext(), path));
        Assert.All([path, "3,221,225,472", "1,073,741,824"], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
