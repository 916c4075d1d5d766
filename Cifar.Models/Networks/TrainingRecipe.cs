using Cifar.Models.Training;

namespace Cifar.Models.Networks;

/// <summary>How a network is best trained, as far as measured; what <see cref="TrainingOptions"/> leave open is taken from here.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Peak learning rate.</summary>
    /// <value>0.002. Above 0.</value>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Weight decay; decoupled from the gradient with AdamW.</summary>
    /// <value>0.05. 0 or more.</value>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of the target spread evenly over all classes (Szegedy and others 2015, arXiv:1512.00567).</summary>
    /// <value>0.1. 0 to below 1.</value>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Decay a step of the moving average of the weights that is evaluated and delivered; 0 for none. Step t uses at most t / (t + 9), so that
    /// the random start is soon forgotten.
    /// </summary>
    /// <value>0.995. 0 to below 1.</value>
    public double AveragingDecay { get; init; } = 0.995;

    /// <summary>The optimiser.</summary>
    /// <value><see cref="TrainingOptimizer.AdamW"/>.</value>
    public TrainingOptimizer Optimizer { get; init; } = TrainingOptimizer.AdamW;

    /// <summary>The course of the learning rate.</summary>
    /// <value><see cref="LearningRateSchedule.OneCycle"/>.</value>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.OneCycle;

    /// <summary>Whether every second image, on average, is mirrored left to right.</summary>
    /// <value>true.</value>
    public bool Flip { get; init; } = true;

    /// <summary>Largest random shift in pixels, in both directions; what comes in from outside is mirrored.</summary>
    /// <value>2. 0 or more.</value>
    public int Translate { get; init; } = 2;
}
