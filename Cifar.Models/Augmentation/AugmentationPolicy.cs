using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Cifar.Models.Augmentation;

/// <summary>What is done at random to training images; in text <c>flip translate=2 cutout=8 mixup=0.2</c>, or the name of a preset.</summary>
/// <remarks>
/// <para>
/// Every image of a batch gets values of its own. The order is fixed: flip and translation, then all other geometry in one resampling, the operation of
/// <see cref="Trivial"/> or the colour operations of <see cref="RandOperations"/>, colour jitter, coarse dropout, cutout, erasing, and at last mixup or CutMix.
/// </para>
/// <para>
/// Presets (<see cref="Presets"/>): <c>none</c>; <c>standard</c>, flips and small shifts; <c>r1</c>, crops, flips and coarse dropout, up to three of them on an
/// image; <c>r4</c>, shear, zoom, flip and shift as a Keras generator does them; <c>r4-transfer</c>, flips, grid distortion and elastic transform;
/// <c>trivial-augment</c> and <c>rand-augment</c> beside flips and shifts. Settings after a preset's name change it: <c>standard cutout=8</c>.
/// </para>
/// <para>Immutable; any number of threads may share one.</para>
/// </remarks>
[JsonConverter(typeof(TextJsonConverter<AugmentationPolicy>))]
public sealed partial record AugmentationPolicy : IParsable<AugmentationPolicy>
{
    /// <summary>The presets by name.</summary>
    /// <value>In the order in which they are best listed.</value>
    public static IReadOnlyDictionary<string, AugmentationPolicy> Presets => AugmentationPresets.All;

    /// <summary>Whether training images are shown just as they are.</summary>
    /// <value>True where nothing at all is switched on.</value>
    public bool IsNone => !HasGather && !HasPixels && !HasMixing;

    internal bool HasGather => Flip != FlipMode.None || Translate > 0;

    internal bool HasPixels => HasGeometry || HasOperations || HasColour || CoarseDropout > 0 || Cutout > 0 || Erase > 0;

    internal bool HasGeometry =>
        Mirror > 0 || MirrorVertical > 0 || ShiftX > 0 || ShiftY > 0 || Rotation > 0 || HasZoom || Shear > 0 || Crop > 0 || GridDistortion > 0 || Elastic > 0;

    internal bool HasZoom => Zoom != new ValueRange(1, 1);

    internal bool HasOperations => Trivial || RandOperations > 0;

    internal bool HasColour => Brightness > 0 || Contrast > 0 || Saturation > 0 || Hue > 0;

    /// <summary>Whether it reckons with pixels of 0 to 255.</summary>
    internal bool NeedsPixels => HasColour || Trivial || RandOperations > 0;

    internal bool HasMixing => (Mixup > 0 && MixupProbability > 0) || (CutMix > 0 && CutMixProbability > 0);

    /// <summary>Reads a policy: names of settings, most with <c>=VALUE</c>, separated by blanks, commas or plus signs; a preset may come first.</summary>
    /// <param name="s">Such as <c>flip translate=2 cutout=8</c>, or <c>standard mixup=0.2</c>.</param>
    /// <param name="provider">Ignored: the form is the same everywhere.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">The text is not a policy; the message names all that is wrong, what it may be, and the nearest name.</exception>
    public static AugmentationPolicy Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        (AugmentationPolicy policy, IReadOnlyList<string> problems) = AugmentationText.Read(s);
        return problems.Count == 0 ? policy : throw new FormatException($"The augmentation '{s}' is not valid: {string.Join(" ", problems)}");
    }

    /// <summary>Reads a policy, if the text is one.</summary>
    /// <param name="s">As for <see cref="Parse"/>.</param>
    /// <param name="provider">Ignored: the form is the same everywhere.</param>
    /// <param name="result">The policy; null where the text is none.</param>
    /// <returns>Whether the text is a policy.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out AugmentationPolicy? result)
    {
        result = null;
        if (s is null)
        {
            return false;
        }

        (AugmentationPolicy policy, IReadOnlyList<string> problems) = AugmentationText.Read(s);
        result = problems.Count == 0 ? policy : null;
        return result is not null;
    }

    /// <summary>Everything that is wrong with the values, for a person to read.</summary>
    /// <returns>One sentence for each setting that is out of range; none where the policy can be used.</returns>
    public IReadOnlyList<string> Problems() => AugmentationText.Problems(this);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names all of them.</exception>
    public void Validate()
    {
        if (Problems() is { Count: > 0 } problems)
        {
            throw new ArgumentException("The augmentation is not valid:\n  " + string.Join("\n  ", problems));
        }
    }

    /// <summary>The form that <see cref="Parse"/> reads back into an equal policy.</summary>
    /// <returns>The settings that differ from doing nothing; <c>none</c> where none does.</returns>
    public override string ToString() => AugmentationText.Write(this);
}
