using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Training;

[Collection(TorchTests.Name)]
public sealed class TrainingAccuracyTests
{
    [Fact]
    public void It_is_the_share_of_images_the_network_got_right_as_it_learnt_from_them()
    {
        TrainingData data = SmallTrainings.Stripes(40, side: 8);
        var still = new TrainingRecipe { Epochs = 1, BatchSize = 10, LearningRate = 1e-12, AveragingDecay = 0, Augmentation = AugmentationPolicy.Parse("none") };
        random.manual_seed(3);
        using TrainedNetwork trained = new Trainer(new() { Threads = 1, ValidationFraction = 0 }).Fit(SmallTrainings.Tiny(), still, data);

        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        var batches = new ImageBatches(data, still.Augmentation, CPU);
        Tensor all = arange(40, int64);
        double right = trained.Network.call(batches.Plain(all)).argmax(1).eq(batches.Labels(all)).sum().item<long>();
        Assert.Equal(right / 40, trained.History.Epochs.Single().TrainingAccuracy);
    }

    [Fact]
    public void Of_blended_images_the_class_with_the_larger_share_counts()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = eye(3);
        var blended = new TrainingBatch(zeros(3, 3, 1, 1), tensor(new long[] { 0, 0, 2 }), tensor(new long[] { 1, 1, 0 }), tensor(new[] { 0.9f, 0.2f, 0.1f }));
        Assert.Equal(2, blended.Correct(logits));
        Assert.Equal(2, (blended with { OtherLabels = null, Share = null }).Correct(logits));
    }
}
