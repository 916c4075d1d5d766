namespace Cifar.Models.Augmentation;

/// <summary>The policies that have names.</summary>
internal static class AugmentationPresets
{
    public static readonly AugmentationPolicy None = new();

    public static readonly AugmentationPolicy Standard = new() { Flip = FlipMode.Random, Translate = 2 };

    // imgaug's SomeOf((0, 3), [Crop(px=(0, 12)), Fliplr(0.5), CoarseDropout((0, 0.2), size_percent=(0.02, 0.25), per_channel=0.5)]); there in random
    // order, here in this one.
    private static readonly AugmentationPolicy CropFlipDropout = new() { Pick = new(0, 3), Crop = 12, Mirror = 0.5, CoarseDropout = 0.2 };

    // Keras' ImageDataGenerator(shear_range=0.2, zoom_range=0.2, horizontal_flip=True, width_shift_range=0.1): its shear is in degrees, its zoom is drawn
    // for each axis, and it fills with the nearest pixel.
    private static readonly AugmentationPolicy KerasGenerator =
        new() { Flip = FlipMode.Random, Shear = 0.2, Zoom = new(0.8, 1.2), ShiftX = 0.1, Fill = FillMode.Edge };

    // albumentations' HorizontalFlip(0.5), VerticalFlip(0.5), GridDistortion(0.2), ElasticTransform(0.2) on 224 pixels. The defaults of the last one
    // (alpha 1, sigma 50, alpha_affine 50) displace by less than a hundredth of a pixel but move three points by up to 50/224 of the image.
    private static readonly AugmentationPolicy Distortions =
        new() { Flip = FlipMode.Random, MirrorVertical = 0.5, GridDistortion = 0.2, Elastic = 0.2, ElasticAlpha = 0, ElasticAffine = 0.22 };

    public static IReadOnlyDictionary<string, AugmentationPolicy> All { get; } = new Dictionary<string, AugmentationPolicy>(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = None,
        ["standard"] = Standard,
        ["r1"] = CropFlipDropout,
        ["r4"] = KerasGenerator,
        ["r4-transfer"] = Distortions,
        ["trivial-augment"] = Standard with { Trivial = true, Fill = FillMode.Constant },
        ["rand-augment"] = Standard with { RandOperations = 2, RandMagnitude = 9, Fill = FillMode.Constant },
    };
}
