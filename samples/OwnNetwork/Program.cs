// A network of one's own in an ML.NET pipeline: it trains, is delivered as ONNX and predicts like those of the library.
// The images are generated (coloured, textured shapes), so that nothing has to be downloaded: the numbers say nothing about photographs.
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Pipelines.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Trainers;
using Cifar.Pipelines.Transforms;
using Microsoft.ML;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

var ml = new MLContext(seed: 1);
LabeledImages training = SyntheticImages.Generate(Cifar100Split.Train, count: 2_000);
LabeledImages testing = SyntheticImages.Generate(Cifar100Split.Test, count: 500);
Console.WriteLine($"Data: synthetic, {training.Count:N0} training and {testing.Count:N0} test images of {training.Classes.Fine.Count} classes.");

// 1. The network: TorchSharp's layers in a row, and a block with a forward pass of its own.
ImageNetwork Create(int classes, int height, int width) => new CustomNetwork(
    Sequential(
        Conv2d(3, 32, 3, padding: 1), GroupNorm(8, 32), Mish(), MaxPool2d(2),
        new GatedBlock(32), MaxPool2d(2),
        Conv2d(32, 64, 3, padding: 1), GroupNorm(8, 64), Mish(), AdaptiveAvgPool2d(4),
        Flatten(), Linear(64 * 4 * 4, classes)),
    "gated-net", classes, height, width);

using (ImageNetwork network = Create(training.Classes.Fine.Count, training.Height, training.Width))
{
    NetworkSummary summary = NetworkSummary.Of(network);
    Console.WriteLine($"gated-net: {summary.Layers.Count} layers, {summary.Parameters:N0} parameters, {summary.MultiplyAdds / 1e6:N1} M multiply-adds an image.");
}

// 2. Training, as with any other. A layer that could not be delivered would be named now, not after the training.
var options = new TorchTrainerOptions { Epochs = 4, BatchSize = 50, AveragingDecay = 0.95, Seed = 1 };
using var model = ml.Transforms.NormalizePixels("Features", "Image", PixelRange.MinusOneToOne)
    .Append(ml.MulticlassClassification.Trainers.TorchImageClassification(Create, options))
    .Fit(ml.Data.LoadLabeledImages(training));
ImageClassificationReport report = ml.MulticlassClassification.EvaluateImages(model.Transform(ml.Data.LoadLabeledImages(testing)), training.Classes);
Console.WriteLine($"On the test images: {report.MicroAccuracy:P1} right (chance: {1.0 / training.Classes.Fine.Count:P1}), log-loss {report.LogLoss:F2}.");

// 3. Delivery: one ONNX file from pixels to probabilities, which needs neither TorchSharp nor ML.NET.
string file = Path.Combine(Directory.CreateTempSubdirectory("mlnetcifar-own-").FullName, "gated-net.onnx");
model.LastTransformer.SaveOnnx(file);
using var scorer = OnnxImageScorer.Load(file);
float[] probabilities = scorer.Score(testing.Image(0));
int best = Array.IndexOf(probabilities, probabilities.Max());
Console.WriteLine($"First test image: {scorer.Description.Labels.Fine[best]} ({probabilities[best]:P1}); it is {training.Classes.Fine[testing.Labels[0]]}.");
Console.WriteLine($"Model: {file}, {new FileInfo(file).Length / 1e6:F1} MB.");

/// <summary>x + conv(x) * sigmoid(gate(x)): a forward pass of one's own, and the same in ONNX.</summary>
internal sealed class GatedBlock : Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly Module<Tensor, Tensor> convolution;
    private readonly Module<Tensor, Tensor> gate;

    public GatedBlock(int channels) : base(nameof(GatedBlock))
    {
        convolution = Conv2d(channels, channels, 3, padding: 1);
        gate = Sequential(AdaptiveAvgPool2d(1), Conv2d(channels, channels, 1), Sigmoid());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + (convolution.call(input) * gate.call(input));

    public string WriteOnnx(OnnxGraphBuilder graph, string input) =>
        graph.Node("Add", [input, graph.Node("Mul", [graph.Add(convolution, input), graph.Add(gate, input)])]);
}
