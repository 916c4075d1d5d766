using static TorchSharp.torch;

namespace Cifar.Models.Augmentation;

/// <summary>Some images of a batch, those that one of several processes works on.</summary>
/// <param name="First">The place of its first one in the batch.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Of">Images of the whole batch.</param>
internal readonly record struct BatchPart(long First, long Count, long Of)
{
    /// <summary>All of a batch.</summary>
    public static BatchPart Whole(long count) => new(0, count, count);

    /// <summary>The part of one rank; parts differ by at most one image and follow one another.</summary>
    public static BatchPart OfRank(long count, int rank, int ranks)
    {
        long first = count * rank / ranks;
        return new(first, (count * (rank + 1) / ranks) - first, count);
    }

    /// <summary>Share of the batch, 0..1.</summary>
    public double Share => (double)Count / Of;

    /// <summary>The rows of this part.</summary>
    /// <param name="batch">Something with a row for each image of the batch.</param>
    public Tensor In(Tensor batch) => Count == Of ? batch : batch.narrow(0, First, Count);
}
