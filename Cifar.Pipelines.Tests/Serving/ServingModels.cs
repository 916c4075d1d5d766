using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>Two untrained networks that disagree, each as an ONNX file and as an ML.NET model: pictures are resized, sharpened, normalised.</summary>
public sealed class ServingModels : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServingModels()
    {
        foreach (string name in new[] { "first", "second" })
        {
            Write(name);
        }
    }

    /// <summary>The file of a model: <c>first</c> or <c>second</c>, <c>.onnx</c> or <c>.zip</c>.</summary>
    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    private void Write(string name)
    {
        // A low temperature, so that even untrained networks have opinions.
        var description = new ModelDescription(
            SyntheticImages.Classes, new Preprocessing(SharpeningKernel.Default, PixelNormalization.MinusOneToOne), "simple-cnn", 32, 32, Temperature: 0.02);
        using var network = new SimpleCnn(description.Labels.Fine.Count);
        byte[] onnx = OnnxExport.Export(network, description);
        File.WriteAllBytes(folder[name + ".onnx"], onnx);

        var ml = new MLContext();
        var data = ml.Data.LoadLabeledImages(Pictures.Random(1));
        var pictures = ml.Transforms.ResizeImages(ColumnNames.Image, 32, 32)
            .Append(ml.Transforms.UnsharpMask(ColumnNames.Image))
            .Append(ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, PixelRange.MinusOneToOne))
            .Fit(data);
        byte[] features = OnnxExport.ExportWithoutPreprocessing(network, description);
        using var classifier = new ImageClassificationTransformer(features, ColumnNames.Features, ColumnNames.Score, onnx, history: null);
        ml.Model.Save(pictures.Append(classifier), data.Schema, folder[name + ".zip"]);
    }
}
