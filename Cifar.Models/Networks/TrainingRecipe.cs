using Cifar.Models.Augmentation;
using Cifar.Models.Training;
using Cifar.Models.Training.Optimization;

namespace Cifar.Models.Networks;

/// <summary>How a network is best trained, as far as measured; what <see cref="TrainingOptions"/> leave open is taken from here.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Passes over the training images.</summary>
    /// <value>30. At least 1.</value>
    public int Epochs { get; init; } = 30;

    /// <summary>Images a step.</summary>
    /// <value>250. At least 1.</value>
    public int BatchSize { get; init; } = 250;

    /// <summary>Peak learning rate.</summary>
    /// <value>0.002. Above 0.</value>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>How gradients change weights.</summary>
    /// <value>AdamW with a decay of 0.05 on all weights.</value>
    public OptimizerSettings Optimizer { get; init; } = new() { Optimizer = TrainingOptimizer.AdamW, WeightDecay = 0.05, DecayNormalization = true };

    /// <summary>The course of the learning rate.</summary>
    /// <value>One cycle.</value>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>Share of the target spread evenly over all classes (Szegedy and others 2015, arXiv:1512.00567).</summary>
    /// <value>0.1. 0 to below 1.</value>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Decay a step of the moving average of the weights that is evaluated and delivered; 0 for none. Step t uses at most t / (t + 9), so that
    /// the random start is soon forgotten.
    /// </summary>
    /// <value>0.995. 0 to below 1.</value>
    public double AveragingDecay { get; init; } = 0.995;

    /// <summary>What is done at random to training images.</summary>
    /// <value>Flips and shifts by up to 2 pixels.</value>
    public AugmentationPolicy Augmentation { get; init; } = new() { Flip = FlipMode.Random, Translate = 2 };

    /// <summary>Image sizes of the training; other than the full one for networks that take any size.</summary>
    /// <value>The full size throughout.</value>
    public ImageSizes ImageSizes { get; init; } = ImageSizes.Full;

    /// <summary>Number format of the arithmetic.</summary>
    /// <value><see cref="TrainingPrecision.Float32"/>.</value>
    public TrainingPrecision Precision { get; init; }
}
