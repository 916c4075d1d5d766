using System.Diagnostics;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Work on one picture that waits for a worker, and the caller's end of it.</summary>
internal abstract class Job(ReadOnlyMemory<byte> file, MLImage? image, CancellationToken cancellationToken)
{
    private volatile bool isAbandoned;

    /// <summary>Bytes that have to be decoded: how much work it may be.</summary>
    public int Bytes => file.Length;

    public long Queued { get; } = Stopwatch.GetTimestamp();

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether nobody waits for the result any more.</summary>
    public bool IsAbandoned => isAbandoned;

    /// <summary>Whether the picture was decoded for this job, and is freed with it.</summary>
    public bool OwnsImage => image is null;

    public MLImage Decode(CifarClassifierOptions limits) => image ?? PictureReader.Decode(file, limits);

    public void Abandon() => isAbandoned = true;

    public abstract void Fail(Exception error);
}

/// <summary>A job that ends with a value.</summary>
internal abstract class Job<T>(ReadOnlyMemory<byte> file, MLImage? image, CancellationToken cancellationToken) : Job(file, image, cancellationToken)
{
    private readonly TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => result.Task;

    public override void Fail(Exception error)
    {
        if (error is OperationCanceledException)
        {
            result.TrySetCanceled(CancellationToken);
        }
        else
        {
            result.TrySetException(error);
        }
    }

    protected void Succeed(T value) => result.TrySetResult(value);
}
