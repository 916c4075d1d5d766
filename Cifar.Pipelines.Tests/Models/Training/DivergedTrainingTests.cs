using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Losses and weights that are no numbers: the training stops, says where, and leaves nothing unsound behind.</summary>
[Collection(TorchTests.Name)]
public sealed class DivergedTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TrainingData data = SmallTrainings.Stripes(40, side: 8);
    private readonly Fragile network = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private TrainingOptions Options => new() { Threads = 1, Epochs = 3, BatchSize = 10, AveragingDecay = 0, ValidationFraction = 0, CheckpointFolder = folder.Root };

    [Fact]
    public void A_learning_rate_that_is_far_too_high_stops_the_training_in_its_first_epoch()
    {
        var deep = new CustomNetwork(nn.Sequential(nn.Flatten(), nn.Linear(192, 16), nn.Linear(16, 16), nn.Linear(16, SmallTrainings.Classes)), "deep", SmallTrainings.Classes, 8, 8);
        var options = Options with { Optimizer = TrainingOptimizer.Sgd, Schedule = LearningRateSchedule.Constant, LearningRate = 10, BatchSize = 2, CheckpointMinutes = 0 };
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer(options).Fit(deep, new TrainingRecipe(), data));
        Assert.Matches("^The loss is not finite any more in epoch 1, step [0-9]+, at a peak learning rate of 10. No epoch was completed. .*Try a lower learning rate.$", error.Message);
        Assert.Null(error.Best);

        // Written after every step before: the last one is sound.
        Assert.Contains(folder.Root, error.Message, StringComparison.Ordinal);
        AssertFinite(Last().Tensors.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Weights_that_are_no_numbers_become_neither_the_best_nor_a_checkpoint(double averaging)
    {
        // The gradient of the last step of an epoch is no number, though its loss is one.
        var poison = new Observed { OnStep = progress => network.Poisoned = progress is { Epoch: 2, Step: 3 } };
        var error = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer(Options with { AveragingDecay = averaging, CheckpointMinutes = 0 }).Fit(network, new TrainingRecipe(), data, [poison]));
        Assert.StartsWith("The loss is not finite any more in epoch 2, step 4, ", error.Message, StringComparison.Ordinal);
        Assert.Contains("The weights of epoch 1 are kept.", error.Message, StringComparison.Ordinal);
        using TrainedNetwork best = error.Best!;
        Assert.True(best.Interrupted);
        Assert.All(SmallTrainings.Weights(best.Network), weight => Assert.True(double.IsFinite(weight)));

        CheckpointState last = Last();
        Assert.Equal((2, 3), (last.Position.Epoch, last.Position.Step));
        AssertFinite(last.Tensors.Values);
    }

    [Fact]
    public void The_training_goes_on_from_the_checkpoint_before_the_loss_was_no_number()
    {
        double[] Train(TrainingOptions options, params Observed[] observers)
        {
            random.manual_seed(1);
            using TrainedNetwork trained = new Trainer(options).Fit(new Fragile(), new TrainingRecipe(), data, observers);
            return SmallTrainings.Weights(trained.Network);
        }

        random.manual_seed(1);
        var fragile = new Fragile();
        var explode = new Observed { OnStep = progress => fragile.Explode = progress is { Epoch: 2, Step: 1 } };
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer(Options).Fit(fragile, new TrainingRecipe(), data, [explode]));
        error.Best!.Dispose();
        Assert.Contains($"The last checkpoint is in {folder.Root}", error.Message, StringComparison.Ordinal);
        Assert.Equal(Train(Options with { CheckpointFolder = null }), Train(Options with { ResumeFromCheckpoint = true }));
    }

    private CheckpointState Last()
    {
        var tensors = CheckpointFile.ReadJson(folder["last.json"], CheckpointJson.Default.LastRecord);
        using var file = CheckpointFile.OpenTensors(folder.Root, tensors.Tensors);
        return new(tensors.Position, file.LoadAll(), tensors.Epochs, tensors.Scalars, tensors.Seconds);
    }

    private static void AssertFinite(IEnumerable<Tensor> tensors) =>
        Assert.All(tensors.Where(tensor => tensor.is_floating_point()), tensor => Assert.True(tensor.isfinite().all().item<bool>()));

    /// <summary>A linear network whose loss, or whose gradient alone, can be made no number.</summary>
    private sealed class Fragile : ImageNetwork, IOnnxLayer
    {
        private readonly TorchSharp.Modules.Linear layer = nn.Linear(192, SmallTrainings.Classes);

        public Fragile() : base("fragile", SmallTrainings.Classes, 8, 8) => RegisterComponents();

        public bool Explode { get; set; }

        public bool Poisoned { get; set; }

        public override Tensor forward(Tensor input)
        {
            Tensor logits = layer.call(input.flatten(1));

            // The root of 0 is 0, its slope is infinite, and that times 0 is no number.
            return Explode ? logits * double.NaN : Poisoned ? logits + (layer.weight * 0).sum().sqrt() : logits;
        }

        public string WriteOnnx(OnnxGraphBuilder graph, string input) => graph.Add(layer, graph.Node("Flatten", [input], ("axis", 1L)));
    }
}
