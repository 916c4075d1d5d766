// Your own photographs, a pretrained network, two minutes: a folder with one sub-folder of pictures for each class becomes a classifier.
//   dotnet run --project samples/TransferLearning -- PATH/TO/PICTURES [BACKBONE]
// BACKBONE is a name of `cifar backbones` or an .onnx file; without one, efficientnet-b4-trunk.
using Cifar.Models.Data;
using Cifar.Models.Transfer;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Transfer;
using Microsoft.ML;

if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: TransferLearning FOLDER [BACKBONE]     (FOLDER has a sub-folder of pictures for each class)");
    return 2;
}

const int size = 160;
var ml = new MLContext(seed: 42);

// 1. Pictures. A fifth of each class is set aside, to be looked at once, at the end.
ImageFolder folder = ImageFolder.Open(args[0]);
var (train, test) = StratifiedSplit.Split([.. folder.Train.Select(file => file.Label)], 0.2, seed: 42);
IDataView Pictures(int[] rows) => ml.Transforms.ResizeImages("Image", size, size)
    .Fit(ml.Data.LoadImageFiles([], folder.Classes))
    .Transform(ml.Data.LoadImageFiles([.. rows.Select(row => folder.Train[row])], folder.Classes));
Console.WriteLine($"{train.Length} pictures of {folder.Classes.Fine.Count} classes to learn from, {test.Length} to be tested on.");

// 2. The pretrained network turns pictures into features, a softmax regression learns the classes. The features are kept: the second run takes seconds.
var options = new ImageClassificationOptions { ImageSize = size, MetricsCallback = new Report().Line };
var model = ml.MulticlassClassification.Trainers.ImageClassification(args.Length > 1 ? options with { Backbone = args[1] } : options).Fit(Pictures(train));

// 3. How good it is, on pictures it has never seen.
ImageClassificationReport report = ml.MulticlassClassification.EvaluateImages(model.Transform(Pictures(test)), folder.Classes);
Console.WriteLine($"Right: {report.MicroAccuracy:P1} of {test.Length} pictures, log-loss {report.LogLoss:F2}.");

// 4. Save both forms, load as another program would, and predict one picture.
ml.Model.Save(model, Pictures(train).Schema, "model.zip");
model.LastTransformer.SaveOnnx("model.onnx");
using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(ml.Model.Load("model.zip", out _));
string path = folder.Train[test[0]].Path;
using ImageInput picture = ImageInput.FromFile(path);
foreach (var guess in engine.Predict(picture).Top(3))
{
    Console.WriteLine($"{path}: {guess.Label} {guess.Probability:P1}");
}

return 0;

/// <summary>A line when something new begins.</summary>
internal sealed class Report
{
    private TransferStage? stage;

    public void Line(TransferProgress now)
    {
        if (now.Stage != stage)
        {
            stage = now.Stage;
            Console.WriteLine($"{now.Stage} ...");
        }
    }
}
