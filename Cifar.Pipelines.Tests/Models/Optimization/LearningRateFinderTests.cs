using Cifar.Models.Data;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;
using Cifar.Pipelines.Tests.CommandLine;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Optimization;

[Collection(TorchTests.Name)]
public sealed class LearningRateFinderTests
{
    private const int WrongUsage = 2;
    private static readonly TrainingOptions Options = new() { BatchSize = 16, ValidationFraction = 0.2, Threads = 1 };
    private static readonly LearningRateRange Range = new() { From = 1e-4, To = 1, Steps = 24 };

    [Fact]
    public void A_search_leaves_the_weights_of_a_network_as_they_were()
    {
        using DisposeScope scope = NewDisposeScope();
        TrainingData data = Data();
        using var network = new SimpleCnn(data.Classes, data.Height, data.Width);
        network.eval();
        Dictionary<string, byte[]> before = Bytes(network);
        LearningRateFinding finding = new LearningRateFinder(Options, Range).Find(network, new(), data);
        Assert.InRange(finding.Curve.Count, 10, Range.Steps);
        Assert.All(finding.Curve, point => Assert.True(double.IsFinite(point.Loss)));
        Assert.Equal(before, Bytes(network));
        Assert.False(network.training);
    }

    [Fact]
    public void The_same_seed_gives_the_same_curve()
    {
        TrainingData data = Data();
        var finder = new LearningRateFinder(Options, Range);
        Assert.Equal(finder.Find(data).Curve, finder.Find(data).Curve);
    }

    [Fact]
    public void A_search_ends_where_the_loss_explodes()
    {
        var options = Options with { Optimizer = TrainingOptimizer.Sgd, WeightDecay = 0 };
        LearningRateFinding finding = new LearningRateFinder(options, Range with { From = 1, To = 1e9 }).Find(Data());
        Assert.True(finding.Diverged);
        Assert.True(finding.Curve.Count < Range.Steps);
    }

    [Fact]
    public async Task The_command_line_prints_the_suggestion_and_writes_the_curve()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string[] files = [Path.Combine(folder, "curve.svg"), Path.Combine(folder, "curve.csv")];
            CliRun run = await CliRun.Of(
                "lr-find", "--data", "synthetic:200,100", "--to", "0.01", "--steps", "12", "--set", "batchSize=16", "--set", "threads=1", "--out", files[0], "--out", files[1], "--json");
            Assert.Equal(12, run.Succeeds().Json.GetProperty("curve").GetArrayLength());
            Assert.StartsWith("<svg", await File.ReadAllTextAsync(files[0]), StringComparison.Ordinal);
            Assert.Equal(13, (await File.ReadAllLinesAsync(files[1])).Length);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Theory]
    [InlineData("--from", "2", "--to", "1")]
    [InlineData("--steps", "3")]
    [InlineData("--out", "curve.gif")]
    [InlineData("--out", "no/such/folder/curve.svg")]
    [InlineData("--net", "simple-cn")]
    public async Task Wrong_options_are_named(params string[] options) =>
        Assert.Contains(options[1], (await CliRun.Of(["lr-find", "--data", "synthetic:200,100", .. options])).FailsWith(WrongUsage), StringComparison.Ordinal);

    private static TrainingData Data() => TrainingData.From(SyntheticImages.Generate(Cifar100Split.Train, 160), Preprocessing.Default);

    private static Dictionary<string, byte[]> Bytes(ImageNetwork network) =>
        network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
}
