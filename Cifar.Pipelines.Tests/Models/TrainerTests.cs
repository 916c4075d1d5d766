using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Onnx;
using Cifar.Models.Training;
using Cifar.Pipelines.Tests.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models;

[Collection(TorchTests.Name)]
public sealed class TrainerTests
{
    private static readonly TrainingOptions Quick = new()
    {
        Epochs = 6,
        BatchSize = 20,
        LearningRate = 2e-3,
        WeightDecay = 0,
        LabelSmoothing = 0,
        AveragingDecay = 0,
        Augmentation = new() { Flip = FlipMode.Random, Translate = 1 },
        Threads = 1,
        ValidationFraction = 0.2,
    };

    [Theory]
    [InlineData(TrainingOptimizer.Adam, LearningRateSchedule.OneCycle, 0)]
    [InlineData(TrainingOptimizer.AdamW, LearningRateSchedule.Cosine, 0.9)]
    [InlineData(TrainingOptimizer.Sgd, LearningRateSchedule.Triangular, 0)]
    public void Training_learns_a_set_that_can_be_told_apart(TrainingOptimizer optimizer, LearningRateSchedule schedule, double averaging)
    {
        TrainingOptions options = Quick with { Epochs = 10, LearningRate = optimizer == TrainingOptimizer.Sgd ? 0.02 : 2e-3, Optimizer = optimizer, Schedule = schedule, AveragingDecay = averaging };
        using TrainedNetwork trained = new Trainer(options).Fit(SmallTrainings.Stripes(200));
        Assert.True(trained.Summary.ValidationAccuracy >= 0.95, $"validation accuracy {trained.Summary.ValidationAccuracy}");
        Assert.False(trained.Network.training);
        Assert.False(trained.Interrupted);
        Assert.Equal((160, 40, 10), (trained.Summary.TrainingImages, trained.Summary.ValidationImages, trained.History.Epochs.Count));
        Assert.Equal(trained.History.Epochs.Max(epoch => epoch.ValidationAccuracy), trained.Summary.ValidationAccuracy);
        Assert.Equal(trained.History.BestEpoch, trained.Summary.BestEpoch);
    }

    [Fact]
    public void What_was_trained_predicts_the_same_as_ONNX()
    {
        TrainingData data = SmallTrainings.Stripes(100);
        using TrainedNetwork trained = new Trainer(Quick).Fit(data);
        ModelDescription description = Exported.Describe(4) with { Training = trained.Summary };
        using var scorer = new OnnxImageScorer(OnnxExport.Export(trained.Network, description));
        var logits = new float[100 * 4];
        scorer.Run((byte[])data.Values, default, logits);
        Exported.AreClose(Exported.Logits(trained.Network, description, (byte[])data.Values), logits, 1e-4);
        int correct = logits.Chunk(4).Select((row, i) => Array.IndexOf(row, row.Max()) == data.Labels[i] ? 1 : 0).Sum();
        Assert.InRange(correct, 80, 100);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_bit_for_bit_and_another_seed_others()
    {
        byte[] Weights(int seed)
        {
            using TrainedNetwork trained = new Trainer(Quick with { Epochs = 2, Seed = seed, AveragingDecay = 0.9 }).Fit(SmallTrainings.Stripes(100));
            return OnnxExport.Export(trained.Network, Exported.Describe(4) with { Training = trained.Summary });
        }

        byte[] first = Weights(3);
        Assert.Equal(first, Weights(3));
        Assert.NotEqual(first, Weights(4));
    }

    [Fact]
    public void Bytes_and_the_features_made_of_them_give_the_same_weights()
    {
        TrainingData bytes = SmallTrainings.Stripes(60);
        float[] features = [.. ((byte[])bytes.Values).Select(pixel => (pixel - 127.5f) * (1 / 127.5f))];
        float[] Weights(TrainingData data)
        {
            using DisposeScope scope = NewDisposeScope();
            using TrainedNetwork trained = new Trainer(Quick with { Epochs = 1 }).Fit(data);
            return trained.Network.parameters().First().detach().data<float>().ToArray();
        }

        Assert.Equal(Weights(bytes), Weights(TrainingData.FromFeatures(features, bytes.Labels, 4, 16, 16)));
    }

    [Fact]
    public void Cancelling_stops_after_the_step_and_keeps_the_best_weights()
    {
        using var source = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        var progress = Reports(report =>
        {
            reports.Add(report);
            if (report is { Epoch: 3, Step: 2 })
            {
                source.Cancel();
            }
        });
        using TrainedNetwork trained = new Trainer(Quick).Fit(SmallTrainings.Stripes(100), [progress], source.Token);
        Assert.True(trained.Interrupted);
        Assert.Equal(2, trained.History.Epochs.Count);
        Assert.Equal((3, 2), (reports[^1].Epoch, reports[^1].Step));
        Assert.Equal(trained.History.Epochs.Max(epoch => epoch.ValidationAccuracy), trained.Summary.ValidationAccuracy);
    }

    [Fact]
    public void Cancelling_at_once_returns_the_network_as_it_was()
    {
        using TrainedNetwork trained = new Trainer(Quick).Fit(SmallTrainings.Stripes(40), null, new CancellationToken(canceled: true));
        Assert.True(trained.Interrupted);
        Assert.Equal((0, 0, null), (trained.Summary.Epochs, trained.Summary.BestEpoch, trained.Summary.ValidationAccuracy));
    }

    [Fact]
    public void Progress_counts_steps_and_ends_each_epoch_with_its_validation()
    {
        var reports = new List<TrainingProgress>();
        using TrainedNetwork trained = new Trainer(Quick with { Epochs = 2 }).Fit(SmallTrainings.Stripes(100), [Reports(reports.Add)]);
        Assert.Equal(2 * (4 + 1), reports.Count);
        Assert.Equal([1, 2, 3, 4, 4, 1, 2, 3, 4, 4], reports.Select(report => report.Step));
        Assert.All(reports, report => Assert.True(report is { Epochs: 2, Steps: 4, ImagesPerSecond: > 0, Loss: > 0, LearningRate: > 0 } && report.Remaining >= TimeSpan.Zero));
        TrainingProgress[] ends = [.. reports.Where(report => report.EpochDone)];
        Assert.Equal(trained.History.Epochs.Select(epoch => epoch.ValidationAccuracy), ends.Select(report => report.ValidationAccuracy));
        Assert.Equal(TimeSpan.Zero, ends[^1].Remaining);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_training_and_keeps_the_best_weights()
    {
        var network = new Exploding();
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer(Quick).Fit(network, new TrainingRecipe(), SmallTrainings.Stripes(100), [Reports(report =>
        {
            if (report is { Epoch: 2, Step: 1 })
            {
                network.Explode = true;
            }
        })]));
        Assert.Equal("The loss is not finite any more in epoch 2, step 2, at a peak learning rate of 0.002. The weights of epoch 1 are kept. Try a lower learning rate.", error.Message);
        using TrainedNetwork best = error.Best!;
        Assert.True(best.Interrupted);
        Assert.Equal(1, best.History.BestEpoch);
    }

    [Fact]
    public void Training_stops_early_when_validation_does_not_improve()
    {
        using var scope = NewDisposeScope();
        using TrainedNetwork trained = new Trainer(Quick with { Epochs = 50, Patience = 2, LearningRate = 1e-8 }).Fit(SmallTrainings.Stripes(60));
        Assert.InRange(trained.History.Epochs.Count, 3, 20);
        Assert.Equal(trained.History.BestEpoch + 2, trained.History.Epochs.Count);
        Assert.False(trained.Interrupted);
    }

    [Fact]
    public void Without_held_out_images_the_last_weights_are_kept()
    {
        using TrainedNetwork trained = new Trainer(Quick with { Epochs = 2, ValidationFraction = 0 }).Fit(SmallTrainings.Stripes(40));
        Assert.Equal((2, 40, 0, null), (trained.Summary.BestEpoch, trained.Summary.TrainingImages, trained.Summary.ValidationImages, trained.Summary.ValidationAccuracy));
    }

    [Fact]
    public void The_learning_rate_goes_with_the_batch_that_there_are_images_for()
    {
        TrainingOptions wanted = Quick with { Epochs = 1, BatchSize = 500, ValidationFraction = 0, LearningRateScaling = LearningRateScaling.Linear };
        using TrainedNetwork reduced = new Trainer(wanted).Fit(SmallTrainings.Stripes(40)), fitting = new Trainer(wanted with { BatchSize = 40 }).Fit(SmallTrainings.Stripes(40));
        Assert.Equal(fitting.Summary.LearningRate, reduced.Summary.LearningRate, 12);
    }

    [Fact]
    public void A_batch_larger_than_the_set_is_reduced_with_a_note()
    {
        using TrainedNetwork trained = new Trainer(Quick with { Epochs = 1, BatchSize = 500, Augmentation = new() { Translate = 40 }, ValidationFraction = 0 }).Fit(SmallTrainings.Stripes(40));
        Assert.Equal(40, trained.Summary.BatchSize);
        Assert.Equal(
            ["The batch size is reduced from 500 to 40: there are no more training images.", "The largest shift is reduced from 40 to 15: images are no larger."],
            trained.History.Notes);
    }

    [Fact]
    public void Data_that_cannot_be_learnt_from_are_refused()
    {
        static string Message(int[] labels, int classes) => Assert.Throws<ArgumentException>(() => new Trainer(Quick).Fit(
            TrainingData.FromBytes(new byte[labels.Length * 3 * 8 * 8], labels, classes, 8, 8, PixelNormalization.None))).Message;

        Assert.Equal("There are no images to train on.", Message([], 10));
        Assert.Equal("There are 1 classes; at least 2 are needed to learn to tell them apart.", Message([0, 0], 1));
        Assert.Equal("Image 1 has the label 3; labels must be 0 to 2.", Message([0, 3], 3));
        Assert.Equal("Image 0 has the label -1; labels must be 0 to 2.", Message([-1, 3], 3));
        Assert.Equal("All 2 images have the label 1; at least two classes must occur.", Message([1, 1], 3));
        Assert.Throws<ArgumentException>(() => TrainingData.FromBytes(new byte[10], [0, 1], 2, 8, 8, PixelNormalization.None));
    }

    [Fact]
    public void Training_leaves_no_native_memory_behind()
    {
        using (new Trainer(Quick with { Epochs = 1 }).Fit(SmallTrainings.Stripes(60)))
        {
        }

        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (new Trainer(Quick with { Epochs = 3, AveragingDecay = 0.5 }).Fit(SmallTrainings.Stripes(60)))
        {
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static ProgressObserver Reports(Action<TrainingProgress> receive) => new(new Receiver(receive));

    private sealed class Receiver(Action<TrainingProgress> receive) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => receive(value);
    }

    private sealed class Exploding : ImageNetwork, IOnnxLayer
    {
        private readonly TorchSharp.Modules.Linear layer = nn.Linear(3 * 16 * 16, 4);

        public Exploding() : base("exploding", 4, 16, 16) => RegisterComponents();

        public bool Explode { get; set; }

        public override Tensor forward(Tensor input)
        {
            Tensor logits = layer.call(input.flatten(1));
            return Explode ? logits * double.NaN : logits;
        }

        public string WriteOnnx(OnnxGraphBuilder graph, string input) => graph.Add(layer, graph.Node("Flatten", [input], ("axis", 1L)));
    }
}
