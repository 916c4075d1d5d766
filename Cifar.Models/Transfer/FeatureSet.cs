namespace Cifar.Models.Transfer;

/// <summary>Features of labelled images.</summary>
/// <param name="Values">Row-major [N, Count].</param>
/// <param name="Count">Features of an image.</param>
/// <param name="Mirrored">The same of the mirrored images; null where they were not asked for.</param>
/// <param name="Seconds">Time it took to compute what was not in the cache.</param>
/// <param name="Computed">Images that were computed; the others came from the cache.</param>
public sealed record FeatureSet(float[] Values, int Count, float[]? Mirrored, double Seconds, int Computed)
{
    /// <summary>Number of images.</summary>
    public int Rows => Values.Length / Count;

    /// <summary>The features of one image.</summary>
    /// <param name="i">Its index.</param>
    /// <returns>A view of <see cref="Values"/>.</returns>
    public ReadOnlySpan<float> Row(int i) => Values.AsSpan(i * Count, Count);
}
