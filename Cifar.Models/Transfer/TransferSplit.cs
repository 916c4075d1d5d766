using Cifar.Models.Data;

namespace Cifar.Models.Transfer;

/// <summary>Images to learn from and images to choose by.</summary>
internal sealed record TransferSplit(int[] Training, int[] Validation)
{
    public static TransferSplit Of(LabeledImages images, double fraction, int seed)
    {
        if (images.Count == 0)
        {
            throw new ArgumentException("There are no images to train on.");
        }

        if (images.Labels.Distinct().Take(2).Count() < 2)
        {
            throw new ArgumentException($"All {images.Count} images are of the class '{images.Classes.Fine[images.Labels[0]]}'; at least two classes are needed to learn to tell them apart.");
        }

        (int[] training, int[] validation) = StratifiedSplit.Split(images.Labels, fraction, seed);
        return new(training, validation);
    }

    /// <summary>The first images to learn from, the others to choose by.</summary>
    public static TransferSplit At(int training, int validation) => new([.. Enumerable.Range(0, training)], [.. Enumerable.Range(training, validation)]);

    public static LabeledImages Join(LabeledImages first, LabeledImages second)
    {
        if (first.Height != second.Height || first.Width != second.Width || !first.Classes.Fine.SequenceEqual(second.Classes.Fine))
        {
            throw new ArgumentException(
                $"The validation images are {second.Height} x {second.Width} of {second.Classes.Fine.Count} classes, the training images {first.Height} x {first.Width} of {first.Classes.Fine.Count}; size and classes must be the same.");
        }

        return (long)first.Pixels.Length + second.Pixels.Length <= Array.MaxLength
            ? new(first.Height, first.Width, [.. first.Pixels, .. second.Pixels], [.. first.Labels, .. second.Labels], null, first.Classes)
            : throw new ArgumentException("Training and validation images together are more than one array can hold.");
    }
}
