// From labelled images to predictions with ML.NET: does sharpening help a small network?
// The images are generated (coloured, textured shapes), so that nothing has to be downloaded: the numbers say nothing about photographs.
using Cifar.Models.Data;
using Cifar.Models.Training;
using Cifar.Pipelines;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;

const int epochs = 12;
string folder = Directory.CreateTempSubdirectory("mlnetcifar-quickstart-").FullName;
var ml = new MLContext(seed: 42);

// 1. Data. With ml.Data.LoadCifar100(Cifar100Split.Train) in place of these lines the rest works on CIFAR-100 just the same.
LabeledImages training = SyntheticImages.Generate(Cifar100Split.Train, count: 3_000);
LabeledImages testing = SyntheticImages.Generate(Cifar100Split.Test, count: 1_000);
IDataView train = ml.Data.LoadLabeledImages(training), test = ml.Data.LoadLabeledImages(testing);
Console.WriteLine($"Data: synthetic, {training.Count:N0} training and {testing.Count:N0} test images of {training.Classes.Fine.Count} classes, {training.Width} x {training.Height} pixels.");

// 2. Two pipelines that differ in one step: pictures -> (sharpened) -> numbers from -1 to 1 -> network.
var options = new TorchTrainerOptions
{
    Epochs = epochs,
    BatchSize = 50,
    AveragingDecay = 0.95, // Averages over the last 20 steps or so; there are few of them here.
    Seed = 42,
    Progress = new EpochLines(),
};
IEstimator<ITransformer> AsTheyAre() => ml.Transforms.ResizeImages("Image", training.Width, training.Height);
IEstimator<ITransformer> Sharpened() => AsTheyAre().Append(ml.Transforms.UnsharpMask("Image"));
IEstimator<ITransformer> Learn(IEstimator<ITransformer> pictures) => pictures
    .Append(ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
    .Append(ml.MulticlassClassification.Trainers.TorchCnn(options));

// 3. Fit, evaluate on images that the network has not seen, save.
Table results = NewTable($"simple-cnn, {epochs} epochs, on {testing.Count:N0} synthetic test images");
results.AddColumns("pictures", "accuracy", "top 5", "superclass", "log-loss", "model file");
foreach (var (name, pictures) in new[] { ("as they are", AsTheyAre()), ("sharpened", Sharpened()) })
{
    Console.WriteLine($"\nTraining on pictures, {name}:");
    ITransformer model = Learn(pictures).Fit(train);
    ImageClassificationReport report = ml.MulticlassClassification.EvaluateImages(model.Transform(test), training.Classes);
    string file = Path.Combine(folder, $"{name.Replace(' ', '-')}.zip");
    ml.Model.Save(model, train.Schema, file);
    results.AddRow(
        name, $"{report.MicroAccuracy:P1}", $"{report.Top5Accuracy:P1}", $"{report.CoarseAccuracy:P1}", $"{report.LogLoss:F2}", $"{new FileInfo(file).Length / 1e6:F1} MB");
}

// 4. Load, as another program would, and predict. The preprocessing is inside the model: it is given pictures, not numbers.
ITransformer loaded = ml.Model.Load(Path.Combine(folder, "sharpened.zip"), out _);
using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(loaded);
Table guesses = NewTable("Top 5 for three synthetic test images, by the model of sharpened pictures");
guesses.AddColumns("true class", "predicted class", "probability");
for (int i = 0; i < 3; i++)
{
    // Through a PNG file: this is how pictures usually arrive.
    string png = Path.Combine(folder, $"test-{i}.png");
    test.GetColumn<MLImage>("Image").ElementAt(i).Save(png);
    using ImageInput input = ImageInput.FromFile(png);
    string truth = training.Classes.Fine[testing.Labels[i]];
    foreach (var (rank, guess) in engine.Predict(input).Top(5).Index())
    {
        guesses.AddRow(rank == 0 ? truth : "", guess.Label + (guess.Label == truth ? "  <- right" : ""), $"{guess.Probability:P1}");
    }
}

Console.WriteLine();
AnsiConsole.Write(results);
AnsiConsole.Write(guesses);
Console.WriteLine($"Models and pictures are in {folder}. All numbers so far are for synthetic images.");

// 5. The model that comes with this repository learnt from the photographs of CIFAR-100 (onnx/speed-net.md). It is given drawings here, any size; try your own photograph.
using ImageClassifierModel shipped = ImageClassifierModel.Load(ml, Path.Combine(AppContext.BaseDirectory, "speed-net.onnx"));
using var photographs = ml.Model.CreatePredictionEngine<ImageInput, ImagePrediction>(shipped.Transformer, new PredictionEngineOptions { OwnsTransformer = false });
Table drawings = NewTable("Drawings, by the shipped model of 100 classes of photographs");
drawings.AddColumns("drawing of", "it says", "probability");
foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "drawings")).Order())
{
    using ImageInput input = ImageInput.FromFile(file);
    ImagePrediction prediction = photographs.Predict(input);
    var (label, probability) = prediction.Top(1)[0];
    drawings.AddRow(Path.GetFileNameWithoutExtension(file), prediction.IsSure() == false ? $"not sure; {label}?" : label, $"{probability:P1}");
}

AnsiConsole.Write(drawings);
Console.WriteLine("Your photographs: ./cifar predict photo.jpg. To train on them, or on CIFAR-100: README.md");

static Table NewTable(string title) => new() { Border = TableBorder.Rounded, Title = new TableTitle(title, Style.Plain) };

/// <summary>A line for each epoch.</summary>
internal sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress now)
    {
        if (now.EpochDone)
        {
            Console.WriteLine($"  epoch {now.Epoch}/{now.Epochs}: loss {now.Loss:F2}, validation accuracy {now.ValidationAccuracy:P1}, {now.ImagesPerSecond:N0} images/s");
        }
    }
}
