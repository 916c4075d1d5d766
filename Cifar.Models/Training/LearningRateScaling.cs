namespace Cifar.Models.Training;

/// <summary>How the learning rate follows the batch size, counted from the one that the network's recipe was made for.</summary>
public enum LearningRateScaling
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>In proportion (Goyal and others 2017, arXiv:1706.02677); for SGD, with a warm-up.</summary>
    Linear,

    /// <summary>With its square root (Krizhevsky 2014, arXiv:1404.5997); for Adam and its kin (Malladi and others 2022, arXiv:2205.10287).</summary>
    Sqrt,
}
