namespace Cifar.Models.Data;

/// <summary>What a fetch of CIFAR-100 is doing.</summary>
public enum DownloadStage
{
    /// <summary>Bytes are arriving.</summary>
    Downloading,

    /// <summary>The archive's hash is being computed.</summary>
    Checking,

    /// <summary>The archive is being unpacked.</summary>
    Unpacking,
}

/// <summary>One report on the progress of a fetch; at most about ten a second, and one at the end of each stage.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Bytes">Bytes done in this stage, those of an earlier, interrupted download included.</param>
/// <param name="TotalBytes">Bytes this stage will have done at its end.</param>
/// <param name="BytesPerSecond">Mean speed of this stage in this run; 0 until it is known.</param>
public readonly record struct DownloadProgress(DownloadStage Stage, long Bytes, long TotalBytes, double BytesPerSecond)
{
    /// <summary>Share of the stage that is done.</summary>
    /// <value>0 to 1.</value>
    public double Fraction => TotalBytes > 0 ? Math.Min(1, (double)Bytes / TotalBytes) : 0;

    /// <summary>Time this stage will still take at its speed so far.</summary>
    /// <value>null until the speed is known.</value>
    public TimeSpan? Remaining => BytesPerSecond > 0 ? TimeSpan.FromSeconds((TotalBytes - Bytes) / BytesPerSecond) : null;
}
