namespace Cifar.Models.Augmentation;

/// <summary>What geometric changes show where they reach beyond the edge of the image.</summary>
public enum FillMode
{
    /// <summary>The image mirrored at its edge.</summary>
    Reflect,

    /// <summary>The nearest pixel of the image.</summary>
    Edge,

    /// <summary>One colour, the offset of the pixel normalisation, which is 0 for the network: the mean colour of the training images, or the middle grey.</summary>
    Constant,
}
