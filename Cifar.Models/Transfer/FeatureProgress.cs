namespace Cifar.Models.Transfer;

/// <summary>How far an extraction of features is.</summary>
/// <param name="Done">Images that have their features, those found in the cache included.</param>
/// <param name="Total">All images; mirrored ones count again.</param>
/// <param name="ImagesPerSecond">Speed of this run; 0 until it is known.</param>
public readonly record struct FeatureProgress(int Done, int Total, double ImagesPerSecond)
{
    /// <summary>Estimated time left; null until the speed is known.</summary>
    public TimeSpan? Remaining => ImagesPerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / ImagesPerSecond) : null;
}
