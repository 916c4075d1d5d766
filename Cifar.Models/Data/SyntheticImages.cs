namespace Cifar.Models.Data;

/// <summary>A generated stand-in for CIFAR-100: drawn shapes, not photographs, in the same layout (100 classes in 20 groups, 32x32 RGB).</summary>
/// <remarks>
/// For tests and first steps without a download; results on it say nothing about photographs. A class is a colour, a texture and a
/// shape (<c>red_striped_disc</c>), a group a colour and a shape (<c>red_discs</c>). Size, place, rotation, hue, light, background, clutter,
/// occlusion, blur and noise vary from image to image. Every byte depends only on seed, split and image number: it is the same on
/// every machine, and a smaller set is the beginning of a larger one. Thread-safe.
/// </remarks>
public static class SyntheticImages
{
    /// <summary>Training images made when no number is given.</summary>
    /// <value>5,000: 50 of each class.</value>
    public const int DefaultTrainCount = 5_000;

    /// <summary>Test images made when no number is given.</summary>
    /// <value>1,000: 10 of each class.</value>
    public const int DefaultTestCount = 1_000;

    /// <summary>The most images one call makes.</summary>
    /// <value>500,000 (1.5 GB of pixels).</value>
    public const int MaxCount = 500_000;

    /// <summary>Names of the 100 classes and 20 groups.</summary>
    /// <value>Both lists are sorted; five classes in each group.</value>
    public static ClassLabels Classes => SyntheticClasses.Labels;

    /// <summary>Makes the images of one split.</summary>
    /// <param name="split">Train and test share classes, not images.</param>
    /// <param name="count">
    /// How many, 1 to <see cref="MaxCount"/>; null for <see cref="DefaultTrainCount"/> or <see cref="DefaultTestCount"/>.
    /// Each run of 100 images from the start holds every class once, in random order.
    /// </param>
    /// <param name="seed">Any number; another seed gives other images of the same classes.</param>
    /// <returns><paramref name="count"/> images of 32x32.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range, or <paramref name="split"/> is not one of the two.</exception>
    public static LabeledImages Generate(Cifar100Split split, int? count = null, int seed = 0)
    {
        if (split is not (Cifar100Split.Train or Cifar100Split.Test))
            throw new ArgumentOutOfRangeException(nameof(split), split, "The split must be Train or Test.");
        int images = count ?? (split == Cifar100Split.Train ? DefaultTrainCount : DefaultTestCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1, nameof(count));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, MaxCount, nameof(count));

        var pixels = GC.AllocateUninitializedArray<byte>(images * CifarBinary.PixelBytes);
        int[] labels = DrawLabels(images, (ulong)seed, Stream(split, 0));
        Parallel.For(0, images, () => new SyntheticPainter(), (i, _, painter) =>
        {
            var random = SplitMix64.ForKey((ulong)seed, Stream(split, 1), (ulong)i);
            painter.Paint(SyntheticClasses.Of(labels[i]), ref random, pixels.AsSpan(i * CifarBinary.PixelBytes, CifarBinary.PixelBytes));
            return painter;
        }, _ => { });
        return new LabeledImages(CifarBinary.Height, CifarBinary.Width, pixels, labels, null, Classes);
    }

    static int[] DrawLabels(int count, ulong seed, ulong stream)
    {
        int classes = Classes.Fine.Count;
        var labels = new int[count];
        var round = new int[classes];
        for (int start = 0; start < count; start += classes)
        {
            for (int i = 0; i < classes; i++)
                round[i] = i;
            var random = SplitMix64.ForKey(seed, stream, (ulong)start);
            random.Shuffle(round);
            round.AsSpan(0, Math.Min(classes, count - start)).CopyTo(labels.AsSpan(start));
        }
        return labels;
    }

    static ulong Stream(Cifar100Split split, ulong purpose) => ((ulong)split * 2) + purpose;
}
