using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;

namespace Cifar.Pipelines.Tests.Models;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_as_documented()
    {
        var options = new TrainingOptions();
        options.Validate();
        Assert.Equal(("simple-cnn", null, null, 0.1, 0, 0, "cpu"),
            (options.Network, options.Epochs, options.BatchSize, options.ValidationFraction, options.Seed, options.Threads, options.Device));
        Assert.Equal(
            (null, null, null, null, null, null),
            (options.LearningRate, options.WeightDecay, options.LabelSmoothing, options.AveragingDecay, options.Patience, options.Augmentation));
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
            Width = 9,
            Optimizer = (TrainingOptimizer)7,
            ValidationFraction = 1,
            Device = "gpu",
        };
        var error = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Equal(
            $"""
            The training options are not valid:
              Width is 9; it must be 0.01 to 8.
              Epochs is 0; it must be 1 to 100000.
              BatchSize is -1; it must be 1 to 65536.
              LearningRate is NaN; it must be 1E-08 to 10.
              Optimizer is 7; it must be Adam or AdamW or Sgd or Muon.
              ValidationFraction is 1; it must be 0 to 0.9.
              Device is 'gpu'; it must be cpu, mps, cuda or cuda:N.
              Network: There is no network 'simple-cn'. Did you mean 'simple-cnn'? Known networks: {string.Join(", ", NetworkCatalog.Entries.Select(entry => entry.Name))}.
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
        TrainingRecipe recipe = SpeedNet.Recipe with { Precision = TrainingPrecision.Float32 };
        Assert.Equal(recipe, new TrainingOptions().Resolve(recipe));
        TrainingRecipe mixed = new TrainingOptions
        {
            Epochs = 3, WeightDecay = 0.25, HeadRate = 2, DecayFactor = 0.5, Augmentation = AugmentationPolicy.Presets["none"], ImageSizes = ImageSizes.Full, LabelSmoothing = 0, GradientClip = 3,
        }.Resolve(recipe);
        Assert.Equal(
            recipe with
            {
                Epochs = 3,
                Augmentation = new(),
                ImageSizes = ImageSizes.Full,
                LabelSmoothing = 0,
                Optimizer = recipe.Optimizer with { WeightDecay = 0.25, HeadRate = 2, GradientClip = 3 },
                Schedule = recipe.Schedule with { DecayFactor = 0.5 },
            },
            mixed);
    }

    [Fact]
    public void Another_optimiser_or_schedule_starts_from_its_usual_constants()
    {
        TrainingRecipe recipe = SpeedNet.Recipe;
        TrainingRecipe other = new TrainingOptions { Optimizer = TrainingOptimizer.Sgd, Momentum = 0.8, Schedule = LearningRateSchedule.Step, DecayEvery = 4 }.Resolve(recipe);
        Assert.Equal(new OptimizerSettings { Optimizer = TrainingOptimizer.Sgd, Momentum = 0.8 }, other.Optimizer);
        Assert.Equal(new ScheduleSettings { Schedule = LearningRateSchedule.Step, DecayEvery = 4 }, other.Schedule);

        // Naming those of the recipe changes nothing.
        TrainingRecipe same = new TrainingOptions { Optimizer = recipe.Optimizer.Optimizer, Schedule = recipe.Schedule.Schedule }.Resolve(recipe);
        Assert.Equal((recipe.Optimizer, recipe.Schedule), (same.Optimizer, same.Schedule));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda:1")]
    [InlineData("mps")]
    public void Automatic_precision_is_what_the_device_multiplies(string device)
    {
        TrainingPrecision expected = HardwareBFloat16.Has(device) ? TrainingPrecision.BFloat16 : TrainingPrecision.Float32;
        Assert.Equal(expected, new TrainingOptions { Device = device, Precision = TrainingPrecision.Automatic }.Resolve(new()).Precision);
        Assert.Equal(TrainingPrecision.Float32, new TrainingOptions { Device = device }.Resolve(new()).Precision);
    }

    [Fact]
    public void Every_recipe_of_the_catalogue_is_within_the_ranges_of_the_options() => Assert.All(NetworkCatalog.Entries, entry =>
    {
        TrainingRecipe recipe = entry.Recipe;
        new TrainingOptions
        {
            Epochs = recipe.Epochs,
            BatchSize = recipe.BatchSize,
            LearningRate = recipe.LearningRate,
            LabelSmoothing = recipe.LabelSmoothing,
            AveragingDecay = recipe.AveragingDecay,
            Momentum = recipe.Optimizer.Momentum,
            WeightDecay = recipe.Optimizer.WeightDecay,
            BiasRate = recipe.Optimizer.BiasRate,
            HeadRate = recipe.Optimizer.HeadRate,
            GradientClip = recipe.Optimizer.GradientClip,
            WarmUpEpochs = recipe.Schedule.WarmUpEpochs,
            DecayEvery = recipe.Schedule.DecayEvery,
        }.Validate();
        recipe.Augmentation.Validate();
    });
}
