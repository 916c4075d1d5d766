namespace Cifar.Pipelines.Serving;

/// <summary>Which model a classifier serves, how much it does at once, and what it refuses.</summary>
public sealed class CifarClassifierOptions
{
    /// <summary>The model file: <c>model.zip</c> or <c>.onnx</c>. Files of the second kind are scored in batches.</summary>
    /// <value>null. Exactly one of this and <see cref="ModelUri"/> must be given.</value>
    public string? ModelPath { get; set; }

    /// <summary>Where the model file is downloaded from; the extension of the address says which kind it is.</summary>
    /// <value>null. An absolute http or https address.</value>
    public Uri? ModelUri { get; set; }

    /// <summary>Whether a changed file, or a changed ETag of the address, is loaded in place of the old one.</summary>
    /// <value>true.</value>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>How often the address is asked whether there is something new.</summary>
    /// <value>5 minutes. More than zero, at most a day.</value>
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many pictures, or batches of them, are worked on at the same time.</summary>
    /// <value>0: as many as there are cores. 0 to 1,024.</value>
    public int Workers { get; set; }

    /// <summary>How many pictures may wait for a worker.</summary>
    /// <value>128. 1 to 100,000.</value>
    public int QueueLength { get; set; } = 128;

    /// <summary>How many waiting pictures are scored together where the model allows it. No picture waits for others to come.</summary>
    /// <value>16. 1 to 1,024; 1 scores each picture alone.</value>
    public int MaximumBatch { get; set; } = 16;

    /// <summary>Largest picture file in bytes.</summary>
    /// <value>8 MiB. 1 to 256 MiB.</value>
    public int MaximumBytes { get; set; } = 8 << 20;

    /// <summary>Most pixels of a picture, checked in its header before it is decoded.</summary>
    /// <value>25,000,000. At least 1; decoders may have lower limits of their own.</value>
    public long MaximumPixels { get; set; } = 25_000_000;

    /// <summary>The longest that a caller is kept waiting for one picture, queueing included. <c>ClassifyManyAsync</c> waits as long as it takes.</summary>
    /// <value>10 seconds. More than zero, at most an hour.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    internal int WorkerCount => Workers > 0 ? Workers : Environment.ProcessorCount;
}
