namespace Cifar.Models.Training;

/// <summary>The course of the learning rate over the steps of a training.</summary>
public enum LearningRateSchedule
{
    /// <summary>
    /// Up from 1/25 of the peak over the first part of the steps and down to 1/250,000 of it over the rest, each along half a cosine
    /// (Smith and Topin 2017, arXiv:1708.07120).
    /// </summary>
    OneCycle,

    /// <summary>The peak rate throughout.</summary>
    Constant,

    /// <summary>From the peak down to 0 along half a cosine (Loshchilov and Hutter 2016, arXiv:1608.03983).</summary>
    Cosine,

    /// <summary>From the peak down to 0 along a straight line.</summary>
    Linear,

    /// <summary>Up from 0 over the first part of the steps and down again over the rest, along straight lines; never below 1/1000 of the peak.</summary>
    Triangular,

    /// <summary>From the peak down by a factor every few epochs.</summary>
    Step,

    /// <summary>From the peak down by a factor each epoch.</summary>
    Exponential,

    /// <summary>From the peak down by a factor whenever the loss on the held-out images has not fallen for some epochs.</summary>
    Plateau,
}
