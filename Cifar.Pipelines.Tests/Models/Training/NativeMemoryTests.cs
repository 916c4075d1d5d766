using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;

namespace Cifar.Pipelines.Tests.Models.Training;

/// <summary>Tensors live outside of the garbage collector's sight: none may be forgotten.</summary>
[Collection(TorchTests.Name)]
public sealed class NativeMemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void As_many_tensors_live_after_a_thousand_steps_as_after_ten()
    {
        const int Epochs = 200;
        var recipe = new TrainingRecipe { Epochs = Epochs, BatchSize = 8, AveragingDecay = 0.9, Augmentation = AugmentationPolicy.Parse("standard cutout=3 mixup=0.4") };
        recipe = recipe with { Optimizer = recipe.Optimizer with { GradientClip = 1, LookaheadSteps = 5 } };
        var alive = new Dictionary<(int Epoch, int Step), long>();
        var counting = new Observed { OnStep = progress => alive[(progress.Epoch, progress.Step)] = DisposeScopeManager.Statistics.ThreadTotalLiveCount };
        using TrainedNetwork trained = new Trainer(new() { Threads = 1, ValidationFraction = 0 }).Fit(SmallTrainings.Tiny(), recipe, SmallTrainings.Stripes(40, side: 8), [counting]);
        Assert.Equal(1000, alive.Count);
        Assert.All(alive.Where(count => count.Key.Epoch > 2), count => Assert.Equal(alive[(2, count.Key.Step)], count.Value));
    }

    [Theory]
    [InlineData(TrainingOptimizer.AdamW, TrainingPrecision.Float32)]
    [InlineData(TrainingOptimizer.Sgd, TrainingPrecision.BFloat16)]
    [InlineData(TrainingOptimizer.Muon, TrainingPrecision.Float32)]
    public void A_training_with_checkpoints_leaves_nothing_behind(TrainingOptimizer optimizer, TrainingPrecision precision)
    {
        void Train(string name)
        {
            var options = new TrainingOptions
            {
                Threads = 1, Epochs = 2, BatchSize = 8, Optimizer = optimizer, Precision = precision, ValidationFraction = 0.25, CheckpointFolder = folder[name], CheckpointMinutes = 0,
            };
            using TrainedNetwork trained = new Trainer(options).Fit(SmallTrainings.Tiny(), new TrainingRecipe(), SmallTrainings.Stripes(40, side: 8));
            using TrainedNetwork resumed = new Trainer(options with { ResumeFromCheckpoint = true }).Fit(SmallTrainings.Tiny(), new TrainingRecipe(), SmallTrainings.Stripes(40, side: 8));
        }

        Train("first");
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Train("second");
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
