using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using Cifar.Models.Training.Checkpoints;
using Cifar.Models.Training.Optimization;
using Cifar.Pipelines.Tests.Data;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>A training that is interrupted and taken up again ends with the very weights and figures of one that ran through.</summary>
[Collection(TorchTests.Name)]
public sealed class ResumedTrainingTests : IDisposable
{
    private const int Epochs = 2;
    private const int Steps = 4;

    private static readonly Dictionary<string, TrainingOptions> Trainings = new()
    {
        // AdamW, average of the weights, dropout.
        ["simple-cnn"] = new() { Network = SimpleCnn.CatalogName, BatchSize = 16, AveragingDecay = 0.9, LookaheadSteps = 3, Augmentation = AugmentationPolicy.Parse("standard cutout=4") },

        // Muon, alternating flips, small images first, reduced precision where the processor has it; and a small network with the same recipe.
        [SpeedNet.CatalogName] = new() { Network = SpeedNet.CatalogName, BatchSize = 8, ImageSizes = ImageSizes.Parse("10:0.4,12:0.8") },
        ["wrn-10-1"] = new() { BatchSize = 8, ImageSizes = ImageSizes.Parse("10:0.4,12:0.8") },

        // DropBlock that drops more from epoch to epoch, batch norm, mixed labels, a learning rate that depends on the losses so far.
        ["dropblock-resnet"] = new()
        {
            Network = DropBlockResNet.CatalogName,
            Width = 1.0 / 32,
            BatchSize = 16,
            Optimizer = TrainingOptimizer.Sgd,
            LearningRate = 0.05,
            GradientClip = 1,
            Schedule = LearningRateSchedule.Plateau,
            Augmentation = AugmentationPolicy.Parse("flip mixup=0.4 cutout=5 trivial"),
        },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("simple-cnn", 2, 2)]
    [InlineData("simple-cnn", 1, Steps)]
    [InlineData("wrn-10-1", 2, 2)]
    [InlineData("wrn-10-1", 1, Steps)]
    [InlineData("dropblock-resnet", 2, 1)]
    [InlineData("dropblock-resnet", 1, Steps)]
    public void A_training_cut_short_after_any_step_and_resumed_equals_a_straight_one(string name, int epoch, int step) => Compare(name, epoch, step);

    [Fact]
    [Trait("Category", "Slow")]
    public void The_same_holds_for_speed_net() => Compare(SpeedNet.CatalogName, 2, 2);

    private void Compare(string name, int epoch, int step)
    {
        TrainingOptions options = Trainings[name] with { Epochs = Epochs, Seed = 3, Threads = 1, ValidationFraction = 0.25 };
        TrainingData data = SmallTrainings.Stripes(options.BatchSize!.Value * 6); // A quarter is held out; half a batch is left over.
        using TrainedNetwork straight = Fit(name, options, data);
        Assert.Equal(Epochs, straight.History.Epochs.Count);

        options = options with { CheckpointFolder = folder.Root };
        using var interruption = new CancellationTokenSource();
        var interrupt = new Observed
        {
            OnStep = progress =>
            {
                Assert.Equal(Steps, progress.Steps);
                if (progress.Epoch == epoch && progress.Step == step)
                {
                    interruption.Cancel();
                }
            },
        };
        using (TrainedNetwork begun = Fit(name, options, data, interrupt, interruption.Token))
        {
            Assert.True(begun.Interrupted);
            Assert.Equal(step == Steps ? epoch : epoch - 1, begun.History.Epochs.Count);
        }

        using TrainedNetwork resumed = Fit(name, options with { ResumeFromCheckpoint = true }, data);
        Assert.False(resumed.Interrupted);
        Assert.Equal(SmallTrainings.Figures(straight), SmallTrainings.Figures(resumed));
        Assert.Equal(straight.History.BestEpoch, resumed.History.BestEpoch);
        Assert.Equal(SmallTrainings.Weights(straight.Network), SmallTrainings.Weights(resumed.Network));
    }

    [Fact]
    public void The_learning_rate_of_a_plateau_goes_on_falling_after_a_resumption()
    {
        // Nothing is learnt at this rate, so that each epoch lowers it further.
        TrainingOptions options = new() { Epochs = 8, LearningRate = 1e-7, Threads = 1, CheckpointFolder = folder.Root, ResumeFromCheckpoint = true };
        var recipe = new TrainingRecipe { BatchSize = 16, AveragingDecay = 0, Schedule = new() { Schedule = LearningRateSchedule.Plateau, PlateauPatience = 0 } };
        TrainingData data = SmallTrainings.Stripes(40, side: 8);
        using var interruption = new CancellationTokenSource();
        using (new Trainer(options).Fit(SmallTrainings.Tiny(), recipe, data, [new Observed { OnEpoch = (_, _) => interruption.Cancel() }], interruption.Token))
        {
        }

        using TrainedNetwork resumed = new Trainer(options).Fit(SmallTrainings.Tiny(), recipe, data);
        double[] rates = [.. resumed.History.Epochs.Select(epoch => epoch.LearningRate)];
        Assert.Equal(1e-7, rates[0]);
        Assert.Equal(rates.OrderDescending(), rates);
        Assert.True(rates[^1] < rates[0], string.Join(' ', rates));
    }

    [Fact]
    public void The_time_left_is_told_from_the_pace_since_the_resumption()
    {
        TrainingOptions options = Trainings["simple-cnn"] with { Epochs = 2, Threads = 1, CheckpointFolder = folder.Root, ResumeFromCheckpoint = true };
        TrainingData data = SmallTrainings.Stripes(40);
        using var interruption = new CancellationTokenSource();
        using (new Trainer(options).Fit(data, [new Observed { OnEpoch = (_, _) => interruption.Cancel() }], interruption.Token))
        {
        }

        // As if the first epoch had taken twelve days.
        const double Days = 1e6;
        LastRecord last = CheckpointFile.ReadJson(folder["last.json"], CheckpointJson.Default.LastRecord);
        CheckpointFile.WriteJson(folder["last.json"], last with { Seconds = Days }, CheckpointJson.Default.LastRecord);
        var left = new List<TimeSpan>();
        using TrainedNetwork resumed = new Trainer(options).Fit(data, [new Observed { OnStep = progress => left.Add(progress.Remaining) }]);
        Assert.InRange(resumed.History.Seconds, Days, double.MaxValue);
        Assert.InRange(left[0].TotalHours, 0, 1);
        Assert.Equal(TimeSpan.Zero, left[^1]);
    }

    [Fact]
    public void Resuming_a_finished_training_delivers_it_once_more()
    {
        TrainingOptions options = Trainings["simple-cnn"] with { Epochs = 2, Threads = 1, CheckpointFolder = folder.Root, ResumeFromCheckpoint = true };
        TrainingData data = SmallTrainings.Stripes(40);
        using TrainedNetwork first = new Trainer(options).Fit(data);
        int steps = 0, before = 0;
        using TrainedNetwork again = new Trainer(options).Fit(data, [new Observed { OnStarted = start => before = start.EarlierEpochs.Count, OnStep = _ => steps++ }]);
        Assert.Equal((0, 2), (steps, before));
        Assert.False(again.Interrupted);
        Assert.Contains("The training was complete already; its result is delivered once more.", again.History.Notes);
        Assert.Equal(SmallTrainings.Figures(first), SmallTrainings.Figures(again));
        Assert.Equal(SmallTrainings.Weights(first.Network), SmallTrainings.Weights(again.Network));
    }

    [Fact]
    public void Without_resuming_the_folder_serves_a_new_training()
    {
        TrainingOptions options = Trainings["simple-cnn"] with { Epochs = 1, Threads = 1, CheckpointFolder = folder.Root };
        TrainingData data = SmallTrainings.Stripes(40);
        using (new Trainer(options with { Seed = 8 }).Fit(data))
        {
        }

        using TrainedNetwork other = new Trainer(options).Fit(data);
        using TrainedNetwork same = new Trainer(options with { CheckpointFolder = null }).Fit(data);
        Assert.Equal(SmallTrainings.Weights(same.Network), SmallTrainings.Weights(other.Network));
    }

    private static TrainedNetwork Fit(string name, TrainingOptions options, TrainingData data, Observed? observer = null, CancellationToken cancellationToken = default)
    {
        Observed[] observers = observer is null ? [] : [observer];
        if (name != "wrn-10-1")
        {
            return new Trainer(options).Fit(data, observers, cancellationToken);
        }

        random.manual_seed(options.Seed);
        return new Trainer(options).Fit(new WideResNet(10, 1, SmallTrainings.Classes, 16, 16), SpeedNet.Recipe, data, observers, cancellationToken);
    }
}
