namespace Cifar.Models.Augmentation;

/// <summary>What of a policy <see cref="AugmentationPolicy.Pick"/> chooses from.</summary>
internal enum AugmentationPart
{
    Mirror,
    MirrorVertical,
    Shift,
    Rotation,
    Zoom,
    Shear,
    Crop,
    GridDistortion,
    Elastic,
    Operations,
    ColourJitter,
    CoarseDropout,
    Cutout,
    Erase,
}
