namespace Cifar.Models.Training.Optimization;

/// <summary>The course of the learning rate and its constants; each schedule reads those that concern it.</summary>
public sealed record ScheduleSettings
{
    /// <summary>The course.</summary>
    /// <value><see cref="LearningRateSchedule.OneCycle"/>.</value>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.OneCycle;

    /// <summary>Share of the steps after which <see cref="LearningRateSchedule.OneCycle"/> and <see cref="LearningRateSchedule.Triangular"/> are at the peak.</summary>
    /// <value>0.3. 0 to 1.</value>
    public double PeakShare { get; init; } = 0.3;

    /// <summary>Rate at the end of a cosine, linear, triangular or one-cycle course as a share of the peak; null for 0, and 1/250,000 with one cycle.</summary>
    /// <value>null. 0 to 1.</value>
    public double? FinalShare { get; init; }

    /// <summary>Epochs, also parts of one, in which the rate rises evenly to where the course starts; the course takes the steps that remain.</summary>
    /// <value>0. 0 or more.</value>
    public double WarmUpEpochs { get; init; }

    /// <summary>Epochs between two drops of <see cref="LearningRateSchedule.Step"/>.</summary>
    /// <value>10. At least 1.</value>
    public int DecayEvery { get; init; } = 10;

    /// <summary>
    /// What a drop multiplies the rate by; null for 0.1 with <see cref="LearningRateSchedule.Step"/>, 0.98 with
    /// <see cref="LearningRateSchedule.Exponential"/> and 0.5 with <see cref="LearningRateSchedule.Plateau"/>.
    /// </summary>
    /// <value>null. Above 0, up to 1.</value>
    public double? DecayFactor { get; init; }

    /// <summary>Epochs without a lower loss that <see cref="LearningRateSchedule.Plateau"/> waits for.</summary>
    /// <value>5. 0 or more.</value>
    public int PlateauPatience { get; init; } = 5;

    /// <summary>Lowest rate of <see cref="LearningRateSchedule.Plateau"/> as a share of the peak.</summary>
    /// <value>0.001. 0 to 1.</value>
    public double PlateauMinimum { get; init; } = 1e-3;
}
