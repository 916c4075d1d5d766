// Does sharpening help, which network is best, and does a pretrained one beat them? Eight pipelines on the same images, one report that says what may be chance.
//   dotnet run --project samples/ComparePipelines -- [synthetic|cifar100] [FOLDER] [EPOCHS] [BACKBONE] [IMAGES]
// BACKBONE is a name of `cifar backbones` or an .onnx file; without one, the first that lies on this machine. IMAGES is the most to train and to test on.
// The default are generated images, which need no download and say nothing about photographs, and few epochs: minutes, not hours.
using System.Diagnostics;
using System.Globalization;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Transfer;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transfer;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

int[] numbers = [.. new[] { 2, 4 }.Where(i => i < args.Length).Select(i => int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
if (args.Length > 5 || (args.Length > 0 && args[0] is not ("synthetic" or "cifar100")) || numbers.Any(n => n < 1))
{
    Console.Error.WriteLine("usage: ComparePipelines [synthetic|cifar100] [FOLDER] [EPOCHS] [BACKBONE] [IMAGES]");
    return 2;
}

bool synthetic = args.Length == 0 || args[0] == "synthetic";
string folder = args.Length > 1 ? args[1] : "comparison";
int epochs = numbers.Length > 0 ? numbers[0] : synthetic ? 6 : 12;
int most = numbers.Length > 1 ? numbers[1] : int.MaxValue;
const int seed = 42, few = 5_000, side = 96;
var ml = new MLContext(seed);

// 1. One split for all: what differs between the pipelines is not the images.
LabeledImages Load(Cifar100Split split) => synthetic
    ? SyntheticImages.Generate(split, count: Math.Min(most, split == Cifar100Split.Train ? 3_000 : 1_000))
    : Cifar100.Load(Cifar100.Locate(), split) is var all && all.Count > most ? all.Take(most) : all;
LabeledImages training = Load(Cifar100Split.Train), testing = Load(Cifar100Split.Test);
IDataView train = ml.Data.LoadLabeledImages(training), test = ml.Data.LoadLabeledImages(testing);
var testSet = new TestSet(synthetic ? "synthetic" : "cifar100", "test", synthetic, testing.Count, TestSet.Hash(testing));
Console.WriteLine($"Data: {testSet.Data}, {training.Count:N0} training and {testing.Count:N0} test images of {training.Classes.Fine.Count} classes.");
var runs = new List<RunDetails>();
var pictures = ml.Transforms.ResizeImages("Image", training.Width, training.Height);

// 2. Three networks, each on pictures as they are and on sharpened ones. Of few images: small batches, and averages over the last 20 steps or so.
foreach (string network in new[] { SpeedNet.CatalogName, SimpleCnn.CatalogName, ThreeConvCnn.CatalogName })
{
    foreach (bool sharpened in new[] { false, true })
    {
        bool small = training.Count <= few;
        var options = new TorchTrainerOptions { Network = network, Epochs = epochs, BatchSize = small ? 50 : null, AveragingDecay = small ? 0.95 : null, Seed = seed };
        Add($"{network} {(sharpened ? "sharpened" : "plain")}", network, (sharpened ? pictures.Append(ml.Transforms.UnsharpMask("Image")) : (IEstimator<ITransformer>)pictures)
            .Append(ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
            .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(options)));
    }
}

// 3. A pretrained network: as it is with a new head, and with its last block trained as well.
string? backbone = args.Length > 3 ? args[3] : BackboneCatalog.Default.Entries.FirstOrDefault(BackboneCatalog.IsPresent)?.Name;
if (backbone is null)
{
    Console.WriteLine($"No pretrained network is in {BackboneCatalog.Folder}: transfer is left out. `cifar backbones` lists those that are known; any .onnx file will do.");
}

foreach (bool tuned in backbone is null ? [] : new[] { false, true })
{
    var trainer = ml.MulticlassClassification.Trainers.OnnxTransfer(
        new OnnxTransferOptions { Backbone = backbone!, ImageSize = side, UnfreezeLast = tuned ? 1 : 0, Epochs = epochs, Seed = seed });
    Add($"{trainer.Backbone.Name} {(tuned ? "fine-tuned" : "frozen")}", trainer.Backbone.Name, pictures
        .Append(ml.Transforms.NormalizePixels("Features", "Image", trainer.Backbone.Normalization))
        .Append(trainer));
}

// 4. Paired tests on the same images, corrected for the number of pairs; sentences instead of a table of numbers that all look different.
ComparisonReport comparison = ml.Comparison.Compare([.. runs.Select(run => new EvaluatedRun(run.Evaluation, run.Evaluation.Report.Images))]);
Console.WriteLine();
foreach (ComparedPair pair in comparison.Pairs)
{
    Console.WriteLine(pair.Sentence);
}

// 5. The report: a page that opens without a network, a page and a model card of each run, and all numbers as JSON.
string page = ReportFolder.Write(folder, comparison, runs)[0];
Console.WriteLine($"\nReport: {Path.GetFullPath(page)}");
return 0;

// Every pipeline is trained on the same images and evaluated on the same others, with the probabilities of every single one.
void Add(string name, string network, EstimatorChain<ImageClassificationTransformer> pipeline)
{
    long start = Stopwatch.GetTimestamp();
    using var model = pipeline.Fit(train);
    double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    start = Stopwatch.GetTimestamp();
    ImageClassificationReport report = ml.MulticlassClassification.EvaluateImages(model.Transform(test), training.Classes);
    double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / testing.Count;
    byte[] onnx = model.LastTransformer.ToOnnx();
    NetworkCosts? costs = NetworkCosts.Count(onnx);
    TrainingHistory? history = model.LastTransformer.History;
    runs.Add(new RunDetails(new EvaluationRecord
    {
        Name = name,
        Model = "in memory",
        Network = network,
        Seed = seed,
        Pipeline = name,
        TestSet = testSet,
        Temperature = 1,
        Report = report,
        Costs = new RunCosts(trainingSeconds, costs?.Parameters, costs?.MultiplyAdds, onnx.Length, milliseconds, null, $"{Environment.ProcessorCount} cores"),
        Evaluated = DateTimeOffset.UtcNow,
    })
    {
        History = history?.Epochs ?? [],
        BestEpoch = history?.BestEpoch ?? 0,
        Notes = history?.Notes ?? [],
        Configuration = new Dictionary<string, string> { ["net"] = network, ["data.images"] = $"{training.Count}", ["options.epochs"] = $"{epochs}", ["options.seed"] = $"{seed}" },
        Pictures = testing,
    });
    Console.WriteLine($"{name,-28} {report.MicroAccuracy,6:P1} right, {trainingSeconds,6:F1} s of training");
}
