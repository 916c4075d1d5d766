namespace Cifar.Models.Transfer;

/// <summary>What a transfer is doing.</summary>
public enum TransferStage
{
    /// <summary>Features are computed.</summary>
    Features,

    /// <summary>The head is trained.</summary>
    Head,

    /// <summary>Activations in front of the trained blocks are computed.</summary>
    Activations,

    /// <summary>The last blocks are trained.</summary>
    FineTuning,
}

/// <summary>How far a transfer is.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Done">Images done in this stage; all epochs count together.</param>
/// <param name="Total">Images this stage will have done at its end; 0 when that is not known.</param>
/// <param name="ImagesPerSecond">Speed; 0 until it is known.</param>
/// <param name="Epoch">The epoch that has just ended, with what it reached; else null.</param>
public sealed record TransferProgress(TransferStage Stage, long Done, long Total, double ImagesPerSecond, FineTuneEpoch? Epoch = null)
{
    /// <summary>Estimated time left in this stage; null until the speed is known.</summary>
    public TimeSpan? Remaining => ImagesPerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / ImagesPerSecond) : null;
}
