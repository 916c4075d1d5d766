using System.ComponentModel.DataAnnotations;
using Cifar.Models.Augmentation;
using Cifar.Models.Networks;
using Cifar.Models.Training.Optimization;

namespace Cifar.Models.Training;

/// <summary>How a network is trained. What is null is taken from the network's <see cref="TrainingRecipe"/>.</summary>
public record TrainingOptions
{
    /// <summary>Name of the network, see <see cref="NetworkCatalog"/>.</summary>
    /// <value>simple-cnn.</value>
    [Required] public string Network { get; init; } = SimpleCnn.CatalogName;

    /// <summary>What the network learns to tell: the classes, or the superclasses too.</summary>
    /// <value>The classes. With superclasses the model has a second output, and the images need them.</value>
    [EnumDataType(typeof(NetworkHeads))] public NetworkHeads Heads { get; init; }

    /// <summary>Factor on the number of channels, for networks that come in several widths.</summary>
    /// <value>1. 0.01 to 8.</value>
    [Range(0.01, NetworkSettings.MaximumWidth)] public double Width { get; init; } = 1;

    /// <summary>Passes over the training images.</summary>
    /// <value>null: the network's own. 1 to 100,000.</value>
    [Range(1, 100_000)] public int? Epochs { get; init; }

    /// <summary>Images a step; reduced to the number of training images where there are fewer.</summary>
    /// <value>null: the network's own. 1 to 65,536.</value>
    [Range(1, 65_536)] public int? BatchSize { get; init; }

    /// <summary>Largest learning rate of the schedule.</summary>
    /// <value>null: the network's own. 1e-8 to 10.</value>
    [Range(1e-8, 10d)] public double? LearningRate { get; init; }

    /// <summary>How the learning rate, given or the network's own, changes with a batch size other than that of the network's recipe.</summary>
    /// <value>None: it stays as it is.</value>
    [EnumDataType(typeof(LearningRateScaling))] public LearningRateScaling LearningRateScaling { get; init; }

    /// <summary>The optimiser.</summary>
    /// <value>null: the network's own, with its constants. Another one starts from its usual constants.</value>
    [EnumDataType(typeof(TrainingOptimizer))] public TrainingOptimizer? Optimizer { get; init; }

    /// <inheritdoc cref="OptimizerSettings.Momentum"/>
    /// <value>null: the network's own. 0 to 0.9999.</value>
    [Range(0d, 0.9999)] public double? Momentum { get; init; }

    /// <inheritdoc cref="OptimizerSettings.WeightDecay"/>
    /// <value>null: the network's own. 0 to 10.</value>
    [Range(0d, 10d)] public double? WeightDecay { get; init; }

    /// <inheritdoc cref="OptimizerSettings.DecayNormalization"/>
    /// <value>null: the network's own.</value>
    public bool? DecayNormalization { get; init; }

    /// <inheritdoc cref="OptimizerSettings.BiasRate"/>
    /// <value>null: the network's own. 0 to 1,000.</value>
    [Range(0d, 1000d)] public double? BiasRate { get; init; }

    /// <inheritdoc cref="OptimizerSettings.HeadRate"/>
    /// <value>null: the network's own. 0 to 1,000.</value>
    [Range(0d, 1000d)] public double? HeadRate { get; init; }

    /// <inheritdoc cref="OptimizerSettings.GradientClip"/>
    /// <value>null: the network's own. 1e-6 to 1,000,000.</value>
    [Range(1e-6, 1e6)] public double? GradientClip { get; init; }

    /// <inheritdoc cref="OptimizerSettings.LookaheadSteps"/>
    /// <value>null: the network's own. 0 (off) to 10,000.</value>
    [Range(0, 10_000)] public int? LookaheadSteps { get; init; }

    /// <summary>The course of the learning rate.</summary>
    /// <value>null: the network's own, with its constants. Another one starts from its usual constants.</value>
    [EnumDataType(typeof(LearningRateSchedule))] public LearningRateSchedule? Schedule { get; init; }

    /// <inheritdoc cref="ScheduleSettings.WarmUpEpochs"/>
    /// <value>null: the network's own. 0 to 1,000.</value>
    [Range(0d, 1000d)] public double? WarmUpEpochs { get; init; }

    /// <inheritdoc cref="ScheduleSettings.DecayEvery"/>
    /// <value>null: the network's own. 1 to 100,000.</value>
    [Range(1, 100_000)] public int? DecayEvery { get; init; }

    /// <inheritdoc cref="ScheduleSettings.DecayFactor"/>
    /// <value>null: the network's own. 0.000001 to 1.</value>
    [Range(1e-6, 1d)] public double? DecayFactor { get; init; }

    /// <summary>Share of the target spread evenly over all classes.</summary>
    /// <value>null: the network's own. 0 to 0.9.</value>
    [Range(0d, 0.9)] public double? LabelSmoothing { get; init; }

    /// <summary>Decay a step of the moving average of the weights that is evaluated and delivered instead of the last weights; 0 for none.</summary>
    /// <value>null: the network's own. 0 to 0.99999.</value>
    [Range(0d, 0.99999)] public double? AveragingDecay { get; init; }

    /// <summary>What is done at random to training images.</summary>
    /// <value>null: the network's own.</value>
    public AugmentationPolicy? Augmentation { get; init; }

    /// <summary>Image sizes of the training, smaller ones first; other than the full one for networks that take any size.</summary>
    /// <value>null: the network's own.</value>
    public ImageSizes? ImageSizes { get; init; }

    /// <summary>Number format of the arithmetic.</summary>
    /// <value>null: the network's own.</value>
    [EnumDataType(typeof(TrainingPrecision))] public TrainingPrecision? Precision { get; init; }

    /// <summary>Share of the images held out to choose the best weights and to stop early; stratified by class.</summary>
    /// <value>0.1. 0 (train on everything, keep the last weights) to 0.9.</value>
    [Range(0d, 0.9)] public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Epochs without a better validation accuracy after which training stops.</summary>
    /// <value>null: never. 1 to 100,000; needs held-out images.</value>
    [Range(1, 100_000)] public int? Patience { get; init; }

    /// <summary>Seed of the weights, the held-out part, the order of the images, the augmentation and dropout. Equal seeds and threads give equal weights, bit for bit, on a CPU.</summary>
    /// <value>0. 0 or more.</value>
    [Range(0, int.MaxValue)] public int Seed { get; init; }

    /// <summary>Threads that share the work of an operator.</summary>
    /// <value>0: as many as there are cores. 0 to 1,024.</value>
    [Range(0, 1024)] public int Threads { get; init; }

    /// <summary>Where to train, as TorchSharp spells it.</summary>
    /// <value>cpu. Also cuda, cuda:1, mps.</value>
    [Required, RegularExpression("cpu|mps|cuda(:[0-9]{1,2})?")] public string Device { get; init; } = "cpu";

    /// <summary>Folder for checkpoints, from which a training that was cut short can go on.</summary>
    /// <value>null: none are written.</value>
    public string? CheckpointFolder { get; init; }

    /// <summary>Whether to go on from the last checkpoint in <see cref="CheckpointFolder"/>. Without one the training starts from the beginning.</summary>
    /// <value>false: what the folder holds is replaced.</value>
    public bool ResumeFromCheckpoint { get; init; }

    /// <summary>Minutes after which a checkpoint is written within an epoch too; each epoch ends with one.</summary>
    /// <value>5. 0 (after every step) to 1,440.</value>
    [Range(0d, 1440d)] public double CheckpointMinutes { get; init; } = 5;

    /// <summary>Epochs whose weights are kept beside the last checkpoint, the best ones.</summary>
    /// <value>1. 1 to 1,000.</value>
    [Range(1, 1000)] public int CheckpointsKept { get; init; } = 1;

    /// <summary>Checks all options.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message has a line for each, with what it is and what it may be.</exception>
    public void Validate() => TrainingOptionsCheck.Run(this);

    /// <summary>Fills in what is left open.</summary>
    /// <param name="recipe">The network's recipe.</param>
    /// <returns>The recipe with the values of these options where they are given.</returns>
    public TrainingRecipe Resolve(TrainingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        OptimizerSettings optimizer = Optimizer is { } rule && rule != recipe.Optimizer.Optimizer ? new() { Optimizer = rule } : recipe.Optimizer;
        ScheduleSettings schedule = Schedule is { } course && course != recipe.Schedule.Schedule ? new() { Schedule = course } : recipe.Schedule;
        TrainingPrecision precision = Precision ?? recipe.Precision;
        return recipe with
        {
            Epochs = Epochs ?? recipe.Epochs,
            BatchSize = BatchSize ?? recipe.BatchSize,
            LearningRate = (LearningRate ?? recipe.LearningRate) * RateFactor((double)(BatchSize ?? recipe.BatchSize) / recipe.BatchSize),
            LabelSmoothing = LabelSmoothing ?? recipe.LabelSmoothing,
            AveragingDecay = AveragingDecay ?? recipe.AveragingDecay,
            Augmentation = Augmentation ?? recipe.Augmentation,
            ImageSizes = ImageSizes ?? recipe.ImageSizes,
            Precision = precision == TrainingPrecision.Automatic ? HardwareBFloat16.Has(Device) ? TrainingPrecision.BFloat16 : TrainingPrecision.Float32 : precision,
            Optimizer = optimizer with
            {
                Momentum = Momentum ?? optimizer.Momentum,
                WeightDecay = WeightDecay ?? optimizer.WeightDecay,
                DecayNormalization = DecayNormalization ?? optimizer.DecayNormalization,
                BiasRate = BiasRate ?? optimizer.BiasRate,
                HeadRate = HeadRate ?? optimizer.HeadRate,
                GradientClip = GradientClip ?? optimizer.GradientClip,
                LookaheadSteps = LookaheadSteps ?? optimizer.LookaheadSteps,
            },
            Schedule = schedule with
            {
                WarmUpEpochs = WarmUpEpochs ?? schedule.WarmUpEpochs,
                DecayEvery = DecayEvery ?? schedule.DecayEvery,
                DecayFactor = DecayFactor ?? schedule.DecayFactor,
            },
        };
    }

    /// <summary>What the learning rate is multiplied by where a batch has this many times the images it was chosen for.</summary>
    internal double RateFactor(double batches) => LearningRateScaling switch
    {
        LearningRateScaling.Linear => batches,
        LearningRateScaling.Sqrt => Math.Sqrt(batches),
        _ => 1,
    };
}
