using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Weights;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>
/// Every network of the catalogue on real images, from <c>cifar train</c> to answers. Those of more than a billion multiply-adds or 100 million weights see a tenth of
/// the images, unless CIFAR_TEST_LARGE is set: on two cores they take many minutes and gigabytes otherwise.
/// </summary>
[Collection(TorchTests.Name)]
[Trait("Category", "Slow")]
public sealed class EveryNetworkTrainsTests : IDisposable
{
    private const int Images = 2000;
    private const int ImagesOfLarge = 200;
    private const long Large = 1_000_000_000;
    private const long Heavy = 100_000_000;
    private const int Answered = 100;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. NetworkCatalog.Entries.Select(entry => entry.Name)];

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task A_network_trains_is_delivered_and_answers_the_same_from_every_file(string name)
    {
        string? real = Cifar100.Find();
        Skip.If(real is null, "CIFAR-100 is neither in $CIFAR_DATA nor in the user cache (get it with: cifar data get).");
        bool few = NetworkCatalog.Find(name).Size is { MultiplyAdds: > Large } or { Parameters: > Heavy } && Environment.GetEnvironmentVariable("CIFAR_TEST_LARGE") is null;
        string[] training = ["train", "--net", name, "--data", "cifar100", "--limit", $"{(few ? ImagesOfLarge : Images)}", "--epochs", "1", "--batch", few ? "25" : "100", "--out", folder["run"], "--json"];
        var trained = (await CliRun.Of(training)).Succeeds().Json;
        Assert.Equal((name, 1), (trained.GetProperty("net").GetString(), trained.GetProperty("epochs").GetInt32()));
        Assert.Equal(NetworkCatalog.Find(name).Size!.Parameters, trained.GetProperty("parameters").GetInt64());

        // Images that no training has seen; those of the test part are for reports alone.
        LabeledImages all = Cifar100.Load(real!, Cifar100Split.Train);
        LabeledImages unseen = all.Select([.. Enumerable.Range(all.Count - Answered, Answered)]);
        using var onnx = OnnxImageScorer.Load(folder["run", "model.onnx"]);
        var logits = new float[Answered * onnx.Classes];
        var probabilities = new float[Answered * onnx.Classes];
        onnx.Run(unseen.Pixels, probabilities, logits);

        float[] expected = OfNetwork(name, onnx.Description, unseen.Pixels);
        Assert.All(expected.Zip(logits), pair => Assert.Equal((double)pair.First, pair.Second, 1e-4 * Math.Max(1, Math.Abs(pair.First))));

        var ml = new MLContext();
        ITransformer model = ml.Model.Load(folder["run", "model.zip"], out _);
        IDataView scored = model.Transform(ml.Data.LoadLabeledImages(unseen));
        float[] scores = [.. scored.GetColumn<float[]>("Score").SelectMany(score => score)];
        Exported.AreClose(probabilities, scores, 1e-4);
        var report = ml.MulticlassClassification.EvaluateImages(scored, unseen.Classes);
        Assert.Equal(Answered, report.Count);
        Assert.InRange(report.LogLoss, 0, 20);
        (model as IDisposable)?.Dispose();
    }

    /// <summary>What the network answers with the weights of the best checkpoint, which are those delivered.</summary>
    private float[] OfNetwork(string name, ModelDescription description, byte[] pixels)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ImageNetwork network = NetworkCatalog.Create(name, description.Labels.Fine.Count, description.Height, description.Width);
        network.LoadWeights(folder["run", "checkpoints", "best.json"]);
        return Exported.Logits(network, description, pixels);
    }
}
