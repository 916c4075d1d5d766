namespace Cifar.Models.Augmentation;

/// <summary>How images are mirrored left to right while a batch is gathered.</summary>
public enum FlipMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Every image with probability one half, each time anew.</summary>
    Random,

    /// <summary>
    /// Every image in every second epoch; chance decides once for each image which ones. Two epochs in a row then always show both sides
    /// (Keller Jordan 2024, arXiv:2404.00498).
    /// </summary>
    Alternating,
}
