using System.Collections;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Evaluation;

/// <summary>What a model said of each image of a set, in the order of the set. Compact: an <see cref="ImageResult"/> is made when it is asked for.</summary>
/// <remarks>Immutable; safe to read from any number of threads.</remarks>
public sealed class ImageResults : IReadOnlyList<ImageResult>
{
    private readonly ImageOutcomes outcomes;

    internal ImageResults(ImageOutcomes outcomes, ClassLabels classes) => (this.outcomes, Classes) = (outcomes, classes);

    /// <summary>No images.</summary>
    public static ImageResults None { get; } = new(new ImageOutcomes(1), new ClassLabels(["none"]));

    /// <summary>The classes in score order.</summary>
    public ClassLabels Classes { get; }

    /// <summary>Number of images.</summary>
    public int Count => outcomes.Count;

    internal ImageOutcomes Outcomes => outcomes;

    /// <summary>One image.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ImageResult this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return outcomes.Result(index);
        }
    }

    /// <summary>Reads what <see cref="WriteCsv"/> wrote.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="classes">The classes it speaks of.</param>
    /// <returns>The images in the order of the file.</returns>
    /// <exception cref="InvalidDataException">The file is none of ours or damaged; the message names the line.</exception>
    public static ImageResults ReadCsv(Stream stream, ClassLabels classes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(classes);
        return new ImageResults(PredictionsCsv.Read(stream, classes), classes);
    }

    /// <summary>
    /// Writes one line an image: <c>row,file,label,predicted,correct,loss,labelName,predictedName,class1,probability1,…</c>, in UTF-8 with a header line, quoted as in RFC 4180.
    /// </summary>
    /// <param name="stream">Where to; left open.</param>
    public void WriteCsv(Stream stream) => PredictionsCsv.Write(stream, this);

    /// <summary>Writes one JSON object a line for each image, with the properties of <see cref="ImageResult"/> in camel case and the names of its classes.</summary>
    /// <param name="stream">Where to; left open.</param>
    public void WriteJsonLines(Stream stream) => PredictionsJsonLines.Write(stream, this);

    /// <inheritdoc/>
    public IEnumerator<ImageResult> GetEnumerator() => Enumerable.Range(0, Count).Select(outcomes.Result).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
