namespace Cifar.Models.Data;

/// <summary>Labelled RGB images of one size in one block of memory: planar bytes <c>[N, 3, H, W]</c>.</summary>
/// <remarks>
/// The arrays are handed out as they are, without copies: treat them as read-only. As long as nobody writes to them an instance
/// may be read from any number of threads.
/// </remarks>
public sealed class LabeledImages
{
    /// <summary>Wraps pixels and labels after checking that they fit together. Nothing is copied.</summary>
    /// <param name="height">Rows of each image, at least 1.</param>
    /// <param name="width">Columns of each image, at least 1.</param>
    /// <param name="pixels"><c>N * 3 * height * width</c> bytes: image by image, the red, green and blue plane, row by row, 0..255.</param>
    /// <param name="labels">N class labels, <c>0..classes.Fine.Count-1</c>.</param>
    /// <param name="coarseLabels">
    /// N superclass labels that agree with <paramref name="classes"/>. Null: worked out from <see cref="ClassLabels.CoarseOfFine"/>,
    /// or left out where the classes have no superclasses.
    /// </param>
    /// <param name="classes">Class names.</param>
    /// <exception cref="ArgumentException">Sizes do not fit, or a label is out of range or contradicts the superclass of its class.</exception>
    public LabeledImages(int height, int width, byte[] pixels, int[] labels, int[]? coarseLabels, ClassLabels classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        long expected = 3L * height * width * labels.Length;
        if (pixels.Length != expected)
            throw new ArgumentException(
                $"{labels.Length:N0} RGB images of {width}x{height} take {expected:N0} bytes; there are {pixels.Length:N0}.", nameof(pixels));
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes.Fine.Count)
                throw new ArgumentException($"Image {i} has label {labels[i]}; it must be 0 to {classes.Fine.Count - 1}.", nameof(labels));

        Height = height;
        Width = width;
        Pixels = pixels;
        Labels = labels;
        Classes = classes;
        CoarseLabels = CheckedCoarse(labels, coarseLabels, classes);
    }

    /// <summary>Number of images, N.</summary>
    public int Count => Labels.Length;

    /// <summary>Rows of each image.</summary>
    public int Height { get; }

    /// <summary>Columns of each image.</summary>
    public int Width { get; }

    /// <summary>Planar RGB bytes, <c>[N, 3, H, W]</c>, 0..255. Not a copy: do not write to it.</summary>
    public byte[] Pixels { get; }

    /// <summary>N class labels, indices into <c>Classes.Fine</c>. Not a copy: do not write to it.</summary>
    public int[] Labels { get; }

    /// <summary>N superclass labels, indices into <c>Classes.Coarse</c>; null where the set has no superclasses. Not a copy: do not write to it.</summary>
    public int[]? CoarseLabels { get; }

    /// <summary>Class and superclass names.</summary>
    public ClassLabels Classes { get; }

    /// <summary>The bytes of one image, <c>[3, H, W]</c>.</summary>
    /// <param name="i">Image index, 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A view of <see cref="Pixels"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int i)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(i);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, Count);
        int size = 3 * Height * Width;
        return Pixels.AsSpan(i * size, size);
    }

    /// <summary>The first images, in order.</summary>
    /// <param name="count">How many at most, 0 or more; a larger number than <see cref="Count"/> gives all of them.</param>
    /// <returns>This instance when it has no more than <paramref name="count"/> images, else a copy of the first ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public LabeledImages Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count >= Count)
            return this;
        return new LabeledImages(Height, Width, Pixels[..(count * 3 * Height * Width)], Labels[..count], CoarseLabels?[..count], Classes);
    }

    /// <summary>A copy of the images at the given places, in the given order; a place may occur more than once.</summary>
    /// <param name="indices">Image indices, each 0 to <see cref="Count"/> - 1.</param>
    /// <returns>As many images as there are indices.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    /// <exception cref="ArgumentException">The result would take more memory than one array can hold (2 GiB).</exception>
    public LabeledImages Select(ReadOnlySpan<int> indices)
    {
        int size = 3 * Height * Width;
        if ((long)size * indices.Length > Array.MaxLength)
            throw new ArgumentException($"{indices.Length:N0} images of {size:N0} bytes are more than one array can hold.", nameof(indices));
        var pixels = GC.AllocateUninitializedArray<byte>(size * indices.Length);
        var labels = new int[indices.Length];
        int[]? coarse = CoarseLabels is null ? null : new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * size, size));
            labels[i] = Labels[indices[i]];
            if (coarse is not null)
                coarse[i] = CoarseLabels![indices[i]];
        }
        return new LabeledImages(Height, Width, pixels, labels, coarse, Classes);
    }

    static int[]? CheckedCoarse(int[] labels, int[]? coarseLabels, ClassLabels classes)
    {
        if (classes.CoarseOfFine is not { } coarseOfFine)
        {
            if (coarseLabels is not null)
                throw new ArgumentException("There are superclass labels, but the classes have no superclasses.", nameof(coarseLabels));
            return null;
        }
        if (coarseLabels is null)
            return Array.ConvertAll(labels, label => coarseOfFine[label]);
        if (coarseLabels.Length != labels.Length)
            throw new ArgumentException($"{coarseLabels.Length:N0} superclass labels for {labels.Length:N0} images.", nameof(coarseLabels));
        for (int i = 0; i < labels.Length; i++)
            if (coarseLabels[i] != coarseOfFine[labels[i]])
                throw new ArgumentException(
                    $"Image {i} has superclass {coarseLabels[i]}, but its class '{classes.Fine[labels[i]]}' belongs to {coarseOfFine[labels[i]]}.",
                    nameof(coarseLabels));
        return coarseLabels;
    }
}
