using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>The code of README.md, compiled. <see cref="ReadmeTests"/> compares both, word for word.</summary>
internal static class ReadmeSnippets
{
    public static void InYourProgram()
    {
        var ml = new MLContext(seed: 42);
        IDataView train = ml.Data.LoadCifar100(Cifar100Split.Train);      // checked; downloaded on first use
        IDataView test = ml.Data.LoadCifar100(Cifar100Split.Test);

        var pipeline = ml.Transforms.UnsharpMask("Image")
            .Append(ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
            .Append(ml.MulticlassClassification.Trainers.TorchCnn(new TorchTrainerOptions { Epochs = 30, BatchSize = 250 }));

        var model = pipeline.Fit(train);
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
        Console.WriteLine($"accuracy {metrics.MicroAccuracy:P2}, log-loss {metrics.LogLoss:F3}");

        ml.Model.Save(model, train.Schema, "model.zip");                  // plain ml.Model.Load reads it in any app
        model.LastTransformer.SaveOnnx("model.onnx");                     // RGB pixels 0..255 in, probabilities out

        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(model);
        ImagePrediction prediction = engine.Predict(ImageInput.FromFile("cat.jpg"));   // any size
        foreach (var (label, probability) in prediction.Top(5))
        {
            Console.WriteLine($"{label,-20} {probability:P1}");
        }
    }
}
