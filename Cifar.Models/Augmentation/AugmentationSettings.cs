using System.Globalization;
using static Cifar.Models.Augmentation.AugmentationSetting;

namespace Cifar.Models.Augmentation;

/// <summary>The settings of a policy, in the order in which they are written.</summary>
internal static class AugmentationSettings
{
    public static IReadOnlyList<AugmentationSetting> All { get; } =
    [
        Word("flip", "random", p => p.Flip, (p, value) => p with { Flip = value }),
        Whole("translate", 64, p => p.Translate, (p, value) => p with { Translate = value }),
        Picked(),
        Number("mirror", 0, 1, p => p.Mirror, (p, value) => p with { Mirror = value }),
        Number("mirror-vertical", 0, 1, p => p.MirrorVertical, (p, value) => p with { MirrorVertical = value }),
        Number("shift-x", 0, 1, p => p.ShiftX, (p, value) => p with { ShiftX = value }),
        Number("shift-y", 0, 1, p => p.ShiftY, (p, value) => p with { ShiftY = value }),
        Number("rotate", 0, 180, p => p.Rotation, (p, value) => p with { Rotation = value }),
        Range("zoom", 0.1, 10, p => p.Zoom, (p, value) => p with { Zoom = value }),
        Number("shear", 0, 60, p => p.Shear, (p, value) => p with { Shear = value }),
        Whole("crop", 256, p => p.Crop, (p, value) => p with { Crop = value }),
        Number("grid-distortion", 0, 1, p => p.GridDistortion, (p, value) => p with { GridDistortion = value }),
        Number("grid-distortion-limit", 0, 0.9, p => p.GridDistortionLimit, (p, value) => p with { GridDistortionLimit = value }),
        Number("elastic", 0, 1, p => p.Elastic, (p, value) => p with { Elastic = value }),
        Number("elastic-alpha", 0, 1000, p => p.ElasticAlpha, (p, value) => p with { ElasticAlpha = value }),
        Number("elastic-sigma", 0.5, 50, p => p.ElasticSigma, (p, value) => p with { ElasticSigma = value }),
        Number("elastic-affine", 0, 0.3, p => p.ElasticAffine, (p, value) => p with { ElasticAffine = value }),
        Word("fill", null, p => p.Fill, (p, value) => p with { Fill = value }),
        Switch("trivial", p => p.Trivial, (p, value) => p with { Trivial = value }),
        Rand(),
        Number("brightness", 0, 10, p => p.Brightness, (p, value) => p with { Brightness = value }),
        Number("contrast", 0, 10, p => p.Contrast, (p, value) => p with { Contrast = value }),
        Number("saturation", 0, 10, p => p.Saturation, (p, value) => p with { Saturation = value }),
        Number("hue", 0, 0.5, p => p.Hue, (p, value) => p with { Hue = value }),
        Number("coarse-dropout", 0, 1, p => p.CoarseDropout, (p, value) => p with { CoarseDropout = value }),
        Range("coarse-dropout-cells", 0.001, 1, p => p.CoarseDropoutCells, (p, value) => p with { CoarseDropoutCells = value }),
        Number("coarse-dropout-per-channel", 0, 1, p => p.CoarseDropoutPerChannel, (p, value) => p with { CoarseDropoutPerChannel = value }),
        Whole("cutout", 256, p => p.Cutout, (p, value) => p with { Cutout = value }),
        Number("erase", 0, 1, p => p.Erase, (p, value) => p with { Erase = value }),
        Range("erase-area", 0.0001, 1, p => p.EraseArea, (p, value) => p with { EraseArea = value }),
        Range("erase-ratio", 0.01, 100, p => p.EraseRatio, (p, value) => p with { EraseRatio = value }),
        Number("mixup", 0.01, 100, p => p.Mixup, (p, value) => p with { Mixup = value }, zero: true),
        Number("mixup-probability", 0, 1, p => p.MixupProbability, (p, value) => p with { MixupProbability = value }),
        Number("cutmix", 0.01, 100, p => p.CutMix, (p, value) => p with { CutMix = value }, zero: true),
        Number("cutmix-probability", 0, 1, p => p.CutMixProbability, (p, value) => p with { CutMixProbability = value }),
    ];

    private static AugmentationSetting Switch(
        string name, Func<AugmentationPolicy, bool> get, Func<AugmentationPolicy, bool, AugmentationPolicy> with) =>
        new(name, "on or off", "on", policy => get(policy) ? "on" : "off",
            (policy, text) => text is "on" or "off" ? with(policy, text == "on") : null, _ => true);

    private static AugmentationSetting Picked() =>
        new("pick", "a range of whole numbers from 0 up, such as 0..3, or all", null, policy => policy.Pick?.ToString() ?? "all",
            (policy, text) => text == "all" ? policy with { Pick = null }
                : ValueRange.TryParse(text, null, out ValueRange value) ? policy with { Pick = value } : null,
            policy => policy.Pick is not { } range || (range.From >= 0 && range.From <= range.To && range.To <= 100 && double.IsInteger(range.From) && double.IsInteger(range.To)));

    private static AugmentationSetting Rand() =>
        new("rand", "OPERATIONS:STRENGTH, 0 to 8 and 0 to 30, and not together with trivial", "2:9",
            policy => string.Create(CultureInfo.InvariantCulture, $"{policy.RandOperations}:{policy.RandMagnitude}"),
            (policy, text) => text.Split(':') is [var count, var strength]
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int operations)
                && int.TryParse(strength, NumberStyles.None, CultureInfo.InvariantCulture, out int magnitude)
                    ? policy with { RandOperations = operations, RandMagnitude = magnitude }
                    : null,
            policy => policy is { RandOperations: >= 0 and <= 8, RandMagnitude: >= 0 and <= 30 } && !(policy.Trivial && policy.RandOperations > 0));
}
