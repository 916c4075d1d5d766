using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Models.Training;

namespace Cifar.Pipelines.Tests.Performance;

/// <summary>What a training step leaves for the garbage collector: handles of tensors, which are small, and nothing that grows with batch or network.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainingAllocationTests
{
    [Fact]
    public void A_training_step_keeps_its_budget_whatever_the_batch()
    {
        double small = PerStep(8), large = PerStep(64);
        Allocated.IsAtMost(19_000, small);
        Allocated.IsAtMost(small * 1.1, large);
    }

    private static double PerStep(int batch)
    {
        const int Steps = 30;
        var recipe = new TrainingRecipe { Epochs = 1, BatchSize = batch, AveragingDecay = 0.9, Augmentation = AugmentationPolicy.Parse("standard cutout=3") };
        var stamps = new List<long>(Steps + 1);
        var counting = new Observed { OnStep = _ => stamps.Add(GC.GetAllocatedBytesForCurrentThread()) };
        using TrainedNetwork trained = new Trainer(new() { Threads = 1, ValidationFraction = 0 }).Fit(SmallTrainings.Tiny(), recipe, SmallTrainings.Stripes(Steps * batch, side: 8), [counting]);
        return (double)(stamps[Steps - 1] - stamps[Steps / 2]) / (Steps - 1 - (Steps / 2));
    }
}
