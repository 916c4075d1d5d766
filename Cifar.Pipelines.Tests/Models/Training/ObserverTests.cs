using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Tests.Data;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

[Collection(TorchTests.Name)]
public sealed class ObserverTests : IDisposable
{
    private static readonly TrainingRecipe Recipe = new() { Epochs = 2, BatchSize = 16, AveragingDecay = 0, Augmentation = AugmentationPolicy.Parse("flip cutout=3 mixup=0.4") };

    private readonly TemporaryFolder folder = new();
    private readonly TrainingData data = SmallTrainings.Stripes(40, side: 8);

    public void Dispose() => folder.Dispose();

    private TrainingOptions Options => new() { Threads = 1, ValidationFraction = 0.2, CheckpointFolder = folder.Root };

    [Fact]
    public void Observers_are_told_everything_in_order_one_after_another()
    {
        var told = new List<string>();
        Observed Teller(string name) => new()
        {
            OnStarted = start => told.Add($"{name} started: {start.TrainingImages}+{start.ValidationImages} images, {start.StepsPerEpoch} steps, {start.EarlierEpochs.Count} epochs before"),
            OnStep = progress => told.Add($"{name} epoch {progress.Epoch}, step {progress.Step}{(progress.EpochDone ? ", validated" : "")}"),
            OnEpoch = (epoch, network) => told.Add($"{name} epoch {epoch.Epoch} of {network.Name}"),
            OnEnded = (history, summary) => told.Add($"{name} ended: {history.Epochs.Count} epochs{(summary.Interrupted ? ", interrupted" : "")}"),
        };
        Observed first = Teller("a"), second = Teller("b");
        Train(Options, first, second);
        string[] expected =
        [
            "started: 32+8 images, 2 steps, 0 epochs before",
            "epoch 1, step 1", "epoch 1, step 2", "epoch 1, step 2, validated", "epoch 1 of tiny",
            "epoch 2, step 1", "epoch 2, step 2", "epoch 2, step 2, validated", "epoch 2 of tiny",
            "ended: 2 epochs",
        ];
        Assert.Equal(expected.SelectMany(line => new[] { $"a {line}", $"b {line}" }), told);
        Assert.False(first.Disposed);
    }

    [Fact]
    public void An_observer_of_a_resumed_training_learns_of_the_epochs_before()
    {
        using var interruption = new CancellationTokenSource();
        TrainingEpoch? done = null;
        bool interrupted = false;
        using (new Trainer(Options).Fit(
            SmallTrainings.Tiny(),
            Recipe,
            data,
            [new Observed { OnEpoch = (epoch, _) => { done = epoch; interruption.Cancel(); }, OnEnded = (_, summary) => interrupted = summary.Interrupted }],
            interruption.Token))
        {
        }

        Assert.True(interrupted);
        IReadOnlyList<TrainingEpoch>? before = null;
        Train(Options with { ResumeFromCheckpoint = true }, new Observed { OnStarted = start => before = start.EarlierEpochs });
        Assert.Equal(done, Assert.Single(before!));
    }

    [Fact]
    public void What_an_observer_throws_ends_the_training()
    {
        var failing = new Observed { OnEpoch = (_, _) => throw new FormatException("no table") };
        Assert.Equal("no table", Assert.Throws<FormatException>(() => Train(Options, failing)).Message);
    }

    [Fact]
    public void Looking_at_samples_does_not_change_the_training()
    {
        TrainingStart? started = null;
        var shapes = new List<long[]>();
        void Look(int count)
        {
            using Tensor sample = started!.SampleBatch(count);
            shapes.Add(sample.shape);
            Assert.False(sample.requires_grad);
            Assert.InRange(sample.abs().max().item<float>(), 0.1f, 1.001f);
        }

        var looking = new Observed
        {
            OnStarted = start =>
            {
                started = start;
                Look(5);
            },
            OnStep = _ => Look(7),
            OnEpoch = (_, _) => Look(1000),
        };
        Assert.Equal(Train(Options with { CheckpointFolder = null }), Train(Options with { CheckpointFolder = null }, looking));
        Assert.Equal([5L, 3, 8, 8], shapes[0]);
        Assert.Equal([7L, 3, 8, 8], shapes[1]);
        Assert.Equal([32L, 3, 8, 8], shapes[^1]);
        Assert.Equal(PixelNormalization.MinusOneToOne, started!.Normalization);
    }

    private double[] Train(TrainingOptions options, params Observed[] observers)
    {
        random.manual_seed(2);
        using TrainedNetwork trained = new Trainer(options).Fit(SmallTrainings.Tiny(), Recipe, data, observers);
        return SmallTrainings.Weights(trained.Network);
    }
}
