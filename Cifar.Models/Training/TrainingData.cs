using Cifar.Models.Data;
using Cifar.Models.Onnx;

namespace Cifar.Models.Training;

/// <summary>Labelled images to train on, in one block: planar bytes, or floats that are already preprocessed.</summary>
public sealed class TrainingData
{
    private TrainingData(Array values, int[] labels, int classes, int height, int width, PixelNormalization normalization)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.LongLength != (long)labels.Length * PixelNormalization.Channels * height * width)
        {
            throw new ArgumentException($"There are {values.LongLength} pixel values; {labels.Length} images of 3 x {height} x {width} have {(long)labels.Length * 3 * height * width}.");
        }

        Values = values;
        Labels = labels;
        Classes = classes;
        Height = height;
        Width = width;
        Normalization = normalization;
    }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Rows of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Columns of an image in pixels.</summary>
    public int Width { get; }

    /// <summary>How values become network inputs.</summary>
    public PixelNormalization Normalization { get; }

    /// <summary>Superclass of each class, 0 and up; null where classes have none.</summary>
    /// <value>null unless given by <see cref="WithSuperclasses"/> or <see cref="From"/>.</value>
    public IReadOnlyList<int>? CoarseOfFine { get; private init; }

    /// <summary>Whether these data serve a single training, which may then bring the pixels into another order where they lie, or let go of them. Saves the memory of a copy.</summary>
    /// <value>false.</value>
    public bool ForOneTraining { get; set; }

    /// <summary>Byte or float pixels; empty after <see cref="Release"/>.</summary>
    internal Array Values { get; private set; }

    internal int[] Labels { get; }

    /// <summary>Images as bytes; they stay bytes in memory and are normalised batch by batch.</summary>
    /// <param name="pixels">Planar RGB [N, 3, height, width], sharpened already if the model is to be trained on sharpened images. Not copied.</param>
    /// <param name="labels">N labels, 0 to classes - 1. Not copied.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="height">Rows of an image in pixels, at least 1.</param>
    /// <param name="width">Columns of an image in pixels, at least 1.</param>
    /// <param name="normalization">How pixels become network inputs.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static TrainingData FromBytes(byte[] pixels, int[] labels, int classes, int height, int width, PixelNormalization normalization) =>
        new(pixels, labels, classes, height, width, normalization);

    /// <summary>Images as network inputs, four times as large in memory as bytes.</summary>
    /// <param name="features">Planar RGB [N, 3, height, width], preprocessed. Not copied.</param>
    /// <param name="labels">N labels, 0 to classes - 1. Not copied.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="height">Rows of an image in pixels, at least 1.</param>
    /// <param name="width">Columns of an image in pixels, at least 1.</param>
    /// <returns>The data.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static TrainingData FromFeatures(float[] features, int[] labels, int classes, int height, int width) =>
        new(features, labels, classes, height, width, PixelNormalization.None);

    /// <summary>Images of a data set, preprocessed as a model would: sharpened now, normalised batch by batch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="preprocessing">What the model will do to pixels.</param>
    /// <returns>The data.</returns>
    public static TrainingData From(LabeledImages images, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(preprocessing);
        byte[] pixels = preprocessing.Sharpening?.Apply(images.Pixels, images.Height, images.Width) ?? images.Pixels;
        return FromBytes(pixels, images.Labels, images.Classes.Fine.Count, images.Height, images.Width, preprocessing.Normalization).WithSuperclasses(images.Classes.CoarseOfFine);
    }

    /// <summary>The same images, with superclasses of their classes.</summary>
    /// <param name="coarseOfFine">Superclass of each class, 0 and up; null for none.</param>
    /// <returns>Data that share the images.</returns>
    /// <exception cref="ArgumentException">There is not one for each class.</exception>
    public TrainingData WithSuperclasses(IReadOnlyList<int>? coarseOfFine) => coarseOfFine is null || coarseOfFine.Count == Classes
        ? new(Values, Labels, Classes, Height, Width, Normalization) { CoarseOfFine = coarseOfFine, ForOneTraining = ForOneTraining }
        : throw new ArgumentException($"There are {coarseOfFine.Count} superclasses for {Classes} classes; each class needs one.");

    /// <summary>Lets go of the pixels where nobody will ask for them again.</summary>
    internal void Release()
    {
        if (ForOneTraining)
        {
            Values = Array.Empty<byte>();
        }
    }

    /// <summary>Checks that a network can learn from these images.</summary>
    internal void Check()
    {
        if (Count == 0)
        {
            throw new ArgumentException("There are no images to train on.");
        }

        if (Classes < 2)
        {
            throw new ArgumentException($"There are {Classes} classes; at least 2 are needed to learn to tell them apart.");
        }

        int wrong = Array.FindIndex(Labels, label => label < 0 || label >= Classes);
        if (wrong >= 0)
        {
            throw new ArgumentException($"Image {wrong} has the label {Labels[wrong]}; labels must be 0 to {Classes - 1}.");
        }

        if (Array.TrueForAll(Labels, label => label == Labels[0]))
        {
            throw new ArgumentException($"All {Count} images have the label {Labels[0]}; at least two classes must occur.");
        }
    }
}
