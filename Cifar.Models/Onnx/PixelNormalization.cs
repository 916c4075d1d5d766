namespace Cifar.Models.Onnx;

/// <summary>How pixels 0..255 become network inputs: <c>value = (pixel - Offset[c]) * Scale[c]</c> for the channels c = red, green, blue.</summary>
/// <param name="Offset">What is subtracted, one finite number a channel, in pixel units 0..255.</param>
/// <param name="Scale">What the difference is multiplied by, one finite number other than 0 a channel.</param>
/// <exception cref="ArgumentException">There are not three numbers, one is not finite, or a scale is 0.</exception>
public sealed record PixelNormalization(IReadOnlyList<float> Offset, IReadOnlyList<float> Scale)
{
    /// <summary>Channels of an image: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Pixels as they are, 0..255.</summary>
    public static PixelNormalization None { get; } = new([0, 0, 0], [1, 1, 1]);

    /// <summary>0..255 to -1..1: <c>(pixel - 127.5) / 127.5</c>.</summary>
    public static PixelNormalization MinusOneToOne { get; } = new([127.5f, 127.5f, 127.5f], [1 / 127.5f, 1 / 127.5f, 1 / 127.5f]);

    /// <summary>0..255 to 0..1: <c>pixel / 255</c>.</summary>
    public static PixelNormalization ZeroToOne { get; } = new([0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]);

    /// <summary>Mean 0 and standard deviation 1 on the CIFAR-100 training images: means 0.5071, 0.4865, 0.4409 and deviations 0.2673, 0.2564, 0.2762 of 0..1.</summary>
    public static PixelNormalization Cifar100 { get; } = FromMeanAndDeviation([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]);

    /// <summary>The constants ImageNet networks are trained with: means 0.485, 0.456, 0.406 and deviations 0.229, 0.224, 0.225 of 0..1.</summary>
    public static PixelNormalization ImageNet { get; } = FromMeanAndDeviation([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <inheritdoc cref="PixelNormalization(IReadOnlyList{float}, IReadOnlyList{float})" path="/param[@name='Offset']"/>
    public IReadOnlyList<float> Offset { get; init => field = Check(value, nameof(Offset), zeroAllowed: true); } = Check(Offset, nameof(Offset), zeroAllowed: true);

    /// <inheritdoc cref="PixelNormalization(IReadOnlyList{float}, IReadOnlyList{float})" path="/param[@name='Scale']"/>
    public IReadOnlyList<float> Scale { get; init => field = Check(value, nameof(Scale), zeroAllowed: false); } = Check(Scale, nameof(Scale), zeroAllowed: false);

    /// <summary>The normalisation that subtracts a mean and divides by a standard deviation, both of pixels scaled to 0..1.</summary>
    /// <param name="mean">Three means, 0..1.</param>
    /// <param name="deviation">Three standard deviations, above 0.</param>
    /// <returns>Offsets <c>255 * mean</c> and scales <c>1 / (255 * deviation)</c>.</returns>
    /// <exception cref="ArgumentException">There are not three numbers, one is not finite, or a deviation is 0.</exception>
    public static PixelNormalization FromMeanAndDeviation(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        return new([.. mean.Select(m => (float)(255 * m))], [.. deviation.Select(d => (float)(1 / (255 * d)))]);
    }

    /// <summary>Whether both normalise in the same way.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True when all offsets and scales are equal.</returns>
    public bool Equals(PixelNormalization? other) => other is not null && Offset.SequenceEqual(other.Offset) && Scale.SequenceEqual(other.Scale);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Offset[0], Offset[1], Offset[2], Scale[0], Scale[1], Scale[2]);

    private static IReadOnlyList<float> Check(IReadOnlyList<float> values, string name, bool zeroAllowed)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count != Channels)
        {
            throw new ArgumentException($"{name} has {values.Count} numbers; it must have {Channels}, for red, green and blue.");
        }

        foreach (float value in values)
        {
            if (!float.IsFinite(value) || (value == 0 && !zeroAllowed))
            {
                throw new ArgumentException($"{name} has the value {value}; it must be finite{(zeroAllowed ? "" : " and not 0")}.");
            }
        }

        return [.. values];
    }
}
