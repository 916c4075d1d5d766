using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Networks that compute in bfloat16 with weights kept in float32.</summary>
[Collection(TorchTests.Name)]
public sealed class MasterWeightsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public MasterWeightsTests() => random.manual_seed(4);

    public void Dispose() => scope.Dispose();

    public static TheoryData<string> Names => ["speed-net", "dropblock-resnet", "wrn", "fine+coarse", "tiny"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_have_the_names_and_values_of_the_state_dictionary(string name)
    {
        using ImageNetwork network = Create(name);
        double[] before = SmallTrainings.Weights(network);
        string[] names = [.. network.state_dict().Keys.Order(StringComparer.Ordinal)];
        using (var weights = new MasterWeights(network, TrainingPrecision.BFloat16))
        {
            Assert.Equal(names, weights.All.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(before, SmallTrainings.Numbers(weights.All.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)));
            Assert.All(weights.Trainable, weight => Assert.Equal(ScalarType.Float32, weight.Value.dtype));
            Assert.Contains(network.parameters(), parameter => parameter.dtype == ScalarType.BFloat16);
        }

        Assert.Equal(names, network.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.Equal(before, SmallTrainings.Weights(network));
    }

    [Fact]
    public void The_gradient_of_a_step_is_close_to_that_in_float32()
    {
        using ImageNetwork network = Create("convolutions");
        using Tensor images = randn(16, 3, 16, 16), labels = randint(0, 6, new long[] { 16 }, ScalarType.Int64);
        double[] exact = Gradient(network, TrainingPrecision.Float32, images, labels);
        double[] reduced = Gradient(network, TrainingPrecision.BFloat16, images, labels);
        double error = Math.Sqrt(exact.Zip(reduced, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(a => a * a));
        Assert.InRange(error, 1e-5, 0.02);
    }

    [Fact]
    public void What_layers_compute_with_follows_the_masters()
    {
        using ImageNetwork network = Create("convolutions");
        using Tensor images = randn(4, 3, 16, 16);
        HashSet<string> reduced;
        using (var weights = new MasterWeights(network, TrainingPrecision.BFloat16))
        {
            HashSet<IntPtr> live = [.. network.parameters().Select(parameter => parameter.Handle)];
            TrainableWeight[] masters = [.. weights.Trainable.Where(weight => !live.Contains(weight.Value.Handle))];
            reduced = [.. masters.Select(weight => weight.Name)];
            Assert.Equal(4, reduced.Count);
            double[] before = SmallTrainings.Numbers([network.call(images)]);
            using (no_grad())
            {
                Array.ForEach(masters, weight => weight.Value.zero_());
            }

            Assert.Equal(before, SmallTrainings.Numbers([network.call(images)]));
            weights.Publish();
            Assert.NotEqual(before, SmallTrainings.Numbers([network.call(images)]));
        }

        Assert.All(network.named_parameters().Where(named => reduced.Contains(named.name)), named => Assert.Equal(0, named.parameter.abs().sum().item<float>()));
        Assert.Contains(network.parameters(), parameter => parameter.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Weights_are_of_the_kind_that_their_layer_makes_them()
    {
        using ImageNetwork network = Create("convolutions");
        using var weights = new MasterWeights(network, TrainingPrecision.Float32);
        Assert.Equal(
            [WeightKind.Matrix, WeightKind.Bias, WeightKind.Normalization, WeightKind.Bias, WeightKind.Matrix, WeightKind.Bias, WeightKind.Matrix, WeightKind.Bias, WeightKind.Head, WeightKind.Bias],
            weights.Trainable.Select(weight => weight.Kind));
        using ImageNetwork speed = Create("speed-net");
        using var ofSpeed = new MasterWeights(speed, TrainingPrecision.Float32);
        Assert.DoesNotContain(ofSpeed.Trainable, weight => weight.Kind == WeightKind.Normalization || weight.Name == "stem.weight");
    }

    [Fact]
    public void A_network_trained_in_reduced_precision_is_float32_again_and_the_same_as_its_ONNX()
    {
        TrainingData data = SmallTrainings.Stripes(64);
        var options = new TrainingOptions { Threads = 1, Epochs = 2, BatchSize = 16, Precision = TrainingPrecision.BFloat16, AveragingDecay = 0, ValidationFraction = 0.25 };
        using TrainedNetwork trained = new Trainer(options).Fit(
            new CustomNetwork(Layers(SmallTrainings.Classes), "convolutions", SmallTrainings.Classes, 16, 16), new TrainingRecipe(), data);
        Assert.All(trained.Network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        ModelDescription description = Exported.Describe(SmallTrainings.Classes, preprocessing: new(null, PixelNormalization.MinusOneToOne));
        using var scorer = new OnnxImageScorer(OnnxExport.Export(trained.Network, description));
        var logits = new float[64 * SmallTrainings.Classes];
        scorer.Run((byte[])data.Values, default, logits);
        Exported.AreClose(Exported.Logits(trained.Network, description, (byte[])data.Values), logits, 1e-4);
    }

    private static double[] Gradient(ImageNetwork network, TrainingPrecision precision, Tensor images, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using var weights = new MasterWeights(network, precision);
        foreach (TrainableWeight weight in weights.Trainable)
        {
            weight.Value.grad = null;
        }

        new TrainingBatch(images, labels, null, null).Loss(network.call(images), 0.1).backward();
        weights.CollectGradients();
        return SmallTrainings.Numbers(weights.Trainable.Select(weight => weight.Value.grad!));
    }

    private static ImageNetwork Create(string name) => name switch
    {
        "speed-net" => new SpeedNet(6, 16, 16),
        "dropblock-resnet" => new DropBlockResNet(6, 16, 16, 1.0 / 32),
        "wrn" => new WideResNet(10, 1, 6, 16, 16),
        "fine+coarse" => new HierarchicalNetwork(new WideResNet(10, 1, 9, 16, 16), [0, 1, 2, 0, 1, 1]),
        "tiny" => SmallTrainings.Tiny(),
        _ => new CustomNetwork(Layers(6), name, 6, 16, 16),
    };

    private static Sequential Layers(int classes) => nn.Sequential(
        nn.Conv2d(3, 16, 3, padding: 1), nn.GroupNorm(4, 16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride: 2, padding: 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(32 * 64, 32), nn.ReLU(), nn.Linear(32, classes));
}
