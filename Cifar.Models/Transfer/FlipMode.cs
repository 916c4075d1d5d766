namespace Cifar.Models.Transfer;

/// <summary>What is done with mirrored images.</summary>
public enum FlipMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The features of an image and of its mirror image are averaged, in training and in prediction, which then takes twice as long.</summary>
    Average,

    /// <summary>The head also learns from mirrored images; prediction takes no longer.</summary>
    Augment,
}
