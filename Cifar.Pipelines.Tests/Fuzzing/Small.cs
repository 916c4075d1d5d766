using Cifar.Models.Data;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Pipelines;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Fuzzing;

/// <summary>Models that are small, so that damage hits what is structure and not weights.</summary>
internal static class Small
{
    private const int Side = 8;

    public static ModelDescription Description { get; } = new(
        SmallSets.Labels, new Preprocessing(SharpeningKernel.Default, PixelNormalization.MinusOneToOne), "small", Side, Side, Temperature: 1.5);

    /// <summary>As one ONNX file.</summary>
    public static byte[] Classifier()
    {
        using Sequential network = Network();
        return OnnxExport.Export(network, Description);
    }

    /// <summary>As ML.NET saves it.</summary>
    public static byte[] Zip()
    {
        using Sequential network = Network();
        var ml = new MLContext();
        var data = ml.Data.LoadLabeledImages(Pictures.Random(1));
        var pictures = ml.Transforms.ResizeImages(ColumnNames.Image, Side, Side)
            .Append(ml.Transforms.UnsharpMask(ColumnNames.Image))
            .Append(ml.Transforms.NormalizePixels(ColumnNames.Features, ColumnNames.Image, PixelRange.MinusOneToOne))
            .Fit(data);
        byte[] fromFeatures = OnnxExport.ExportWithoutPreprocessing(network, Description), fromPixels = OnnxExport.Export(network, Description);
        using var classifier = new ImageClassificationTransformer(fromFeatures, ColumnNames.Features, ColumnNames.Score, fromPixels, history: null);
        using var file = new MemoryStream();
        ml.Model.Save(pictures.Append(classifier), data.Schema, file);
        return file.ToArray();
    }

    private static Sequential Network()
    {
        random.manual_seed(1);
        Sequential network = nn.Sequential(
            nn.Conv2d(3, 4, 3, padding: 1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * (Side / 2) * (Side / 2), Description.Labels.Fine.Count));
        network.eval();
        return network;
    }
}
