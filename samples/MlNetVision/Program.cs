// ML.NET's own image classification trainer and ours, side by side on the same pictures and the same split.
//   dotnet run --project samples/MlNetVision -p:Stack=nuget -- PATH/TO/PICTURES
using System.Diagnostics;
using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Transfer;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Vision;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: MlNetVision FOLDER     (FOLDER has a sub-folder of pictures for each class)");
    return 2;
}

const int size = 160;
var ml = new MLContext(seed: 42);
ImageFolder folder = ImageFolder.Open(args[0]);
var (train, test) = StratifiedSplit.Split([.. folder.Train.Select(file => file.Label)], 0.2, seed: 42);

// 1. ML.NET's trainer takes the bytes of the files: one of four fixed networks, a head on its features, no ONNX.
IDataView Files(int[] rows) => ml.Data.LoadFromEnumerable(rows.Select(row => new PictureFile
{
    ImagePath = folder.Train[row].Path, Label = folder.Classes.Fine[folder.Train[row].Label],
}));
var theirs = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.LoadRawImageBytes("Bytes", null, "ImagePath"))
    .Append(ml.MulticlassClassification.Trainers.ImageClassification(new ImageClassificationTrainer.Options
    {
        FeatureColumnName = "Bytes", LabelColumnName = "Label", Arch = ImageClassificationTrainer.Architecture.ResnetV2101, Epoch = 50,
    }));
Show("ML.NET, ResNet v2 101", () => theirs.Fit(Files(train)), model => model.Transform(Files(test)));

// 2. Ours takes any ONNX network, trains the head to convergence, and can train the last blocks as well.
IDataView Pictures(int[] rows) => ml.Transforms.ResizeImages("Image", size, size)
    .Fit(ml.Data.LoadImageFiles([], folder.Classes))
    .Transform(ml.Data.LoadImageFiles([.. rows.Select(row => folder.Train[row])], folder.Classes));
var ours = ml.MulticlassClassification.Trainers.ImageClassification(new ImageClassificationOptions { ImageSize = size });
Show("MlNetCifar, EfficientNet-B4 trunk", () => ours.Fit(Pictures(train)), model => model.Transform(Pictures(test)));
return 0;

void Show(string name, Func<ITransformer> fit, Func<ITransformer, IDataView> score)
{
    long started = Stopwatch.GetTimestamp();
    ITransformer model = fit();
    double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(score(model));
    Console.WriteLine($"{name,-36} {metrics.MicroAccuracy,7:P1} of {test.Length} pictures, log-loss {metrics.LogLoss:F2}, {seconds:F0} s");
}

/// <summary>One picture, as ML.NET's trainer wants it.</summary>
internal sealed class PictureFile
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
