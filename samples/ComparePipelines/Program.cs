// Does sharpening help, and which network is best? Six pipelines on the same images, one report that says what differs and what may be chance.
//   dotnet run --project samples/ComparePipelines -- [synthetic|cifar100] [FOLDER] [EPOCHS]
// The default are generated images, which need no download and say nothing about photographs, and few epochs: minutes, not hours.
using System.Diagnostics;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Comparison;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;

if (args.Length > 3 || (args.Length > 0 && args[0] is not ("synthetic" or "cifar100")) || (args.Length > 2 && !int.TryParse(args[2], out _)))
{
    Console.Error.WriteLine("usage: ComparePipelines [synthetic|cifar100] [FOLDER] [EPOCHS]");
    return 2;
}

bool synthetic = args.Length == 0 || args[0] == "synthetic";
string folder = args.Length > 1 ? args[1] : "comparison";
int epochs = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : synthetic ? 6 : 12;
const int seed = 42;
var ml = new MLContext(seed);

// 1. One split for all: what differs between the pipelines is not the images.
LabeledImages Load(Cifar100Split split) => synthetic
    ? SyntheticImages.Generate(split, count: split == Cifar100Split.Train ? 3_000 : 1_000)
    : Cifar100.Load(Cifar100.Locate(), split);
LabeledImages training = Load(Cifar100Split.Train), testing = Load(Cifar100Split.Test);
IDataView train = ml.Data.LoadLabeledImages(training), test = ml.Data.LoadLabeledImages(testing);
var testSet = new TestSet(synthetic ? "synthetic" : "cifar100", "test", synthetic, testing.Count, TestSet.Hash(testing));
Console.WriteLine($"Data: {testSet.Data}, {training.Count:N0} training and {testing.Count:N0} test images of {training.Classes.Fine.Count} classes.");

// 2. Three networks, each on pictures as they are and on sharpened ones.
var runs = new List<RunDetails>();
foreach (string network in new[] { SpeedNet.CatalogName, SimpleCnn.CatalogName, ThreeConvCnn.CatalogName })
{
    foreach (bool sharpened in new[] { false, true })
    {
        string name = $"{network} {(sharpened ? "sharpened" : "plain")}";

        // Of generated images there are few: small batches, and averages over the last 20 steps or so.
        var options = new TorchTrainerOptions { Network = network, Epochs = epochs, BatchSize = synthetic ? 50 : null, AveragingDecay = synthetic ? 0.95 : null, Seed = seed };
        IEstimator<ITransformer> pictures = ml.Transforms.ResizeImages("Image", training.Width, training.Height);
        var pipeline = (sharpened ? pictures.Append(ml.Transforms.UnsharpMask("Image")) : pictures)
            .Append(ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne))
            .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(options));
        long start = Stopwatch.GetTimestamp();
        using var model = pipeline.Fit(train);
        double trainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // 3. Each is evaluated on the same test images, with the probabilities of every single one.
        start = Stopwatch.GetTimestamp();
        ImageClassificationReport report = ml.MulticlassClassification.EvaluateImages(model.Transform(test), training.Classes);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / testing.Count;
        byte[] onnx = model.LastTransformer.ToOnnx();
        NetworkCosts? costs = NetworkCosts.Count(onnx);
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
            History = model.LastTransformer.History!.Epochs,
            BestEpoch = model.LastTransformer.History.BestEpoch,
            Notes = model.LastTransformer.History.Notes,
            Configuration = new Dictionary<string, string> { ["net"] = network, ["preprocessing.sharpening"] = sharpened ? "unsharp mask" : "none", ["options.epochs"] = $"{epochs}" },
            Pictures = testing,
        });
        Console.WriteLine($"{name,-28} {report.MicroAccuracy,6:P1} right, {trainingSeconds,6:F1} s of training");
    }
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
