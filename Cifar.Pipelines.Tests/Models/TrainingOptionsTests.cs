using Cifar.Models.Networks;
using Cifar.Models.Training;

namespace Cifar.Pipelines.Tests.Models;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_as_documented()
    {
        var options = new TrainingOptions();
        options.Validate();
        Assert.Equal(("simple-cnn", 30, 250, 0.1, 0, 0, "cpu"),
            (options.Network, options.Epochs, options.BatchSize, options.ValidationFraction, options.Seed, options.Threads, options.Device));
        Assert.Equal(
            (null, null, null, null, null, null),
            (options.LearningRate, options.WeightDecay, options.LabelSmoothing, options.AveragingDecay, options.Patience, options.Translate));
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new TrainingOptions
        {
            Network = "simple-cn",
            Epochs = 0,
            BatchSize = -1,
            LearningRate = double.NaN,
            Optimizer = (TrainingOptimizer)7,
            ValidationFraction = 1,
            Device = "gpu",
        };
        var error = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Equal(
            """
            The training options are not valid:
              Epochs is 0; it must be 1 to 100000.
              BatchSize is -1; it must be 1 to 65536.
              LearningRate is NaN; it must be 1E-08 to 10.
              Optimizer is 7; it must be Adam or AdamW.
              ValidationFraction is 1; it must be 0 to 0.9.
              Device is 'gpu'; it must be cpu, mps, cuda or cuda:N.
              Network: There is no network 'simple-cn'. Did you mean 'simple-cnn'? Known networks: simple-cnn.
            """.ReplaceLineEndings("\n"),
            error.Message);
    }

    [Fact]
    public void Stopping_early_needs_held_out_images()
    {
        var error = Assert.Throws<ArgumentException>(() => new Trainer(new TrainingOptions { Patience = 3, ValidationFraction = 0 }));
        Assert.Equal("The training options are not valid:\n  Patience is 3, but ValidationFraction is 0: stopping early needs held-out images.", error.Message);
    }

    [Fact]
    public void What_is_given_overrides_the_recipe_and_the_rest_is_taken_from_it()
    {
        var recipe = new TrainingRecipe { LearningRate = 0.5, WeightDecay = 0.25, Translate = 7 };
        Assert.Equal(recipe, new TrainingOptions().Resolve(recipe));
        TrainingRecipe mixed = new TrainingOptions { WeightDecay = 0, Flip = false, Schedule = LearningRateSchedule.Cosine }.Resolve(recipe);
        Assert.Equal(recipe with { WeightDecay = 0, Flip = false, Schedule = LearningRateSchedule.Cosine }, mixed);
    }
}
