using System.Diagnostics;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>Work on one picture that waits for a worker, and the caller's end of it.</summary>
/// <param name="file">The bytes of a picture file, where there is no picture yet.</param>
/// <param name="image">The picture, where it is decoded already.</param>
/// <param name="limits">What is too large to be decoded.</param>
/// <param name="cancellationToken">Gives up.</param>
internal abstract class Job(ReadOnlyMemory<byte> file, MLImage? image, CifarClassifierOptions limits, CancellationToken cancellationToken)
{
    private volatile bool isAbandoned;

    /// <summary>Bytes that have to be decoded: how much work it may be.</summary>
    public int Bytes => file.Length;

    public long Queued { get; } = Stopwatch.GetTimestamp();

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether the caller waits for room in the queue and for the answer, as long as it takes.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Whether nobody waits for the result any more.</summary>
    public bool IsAbandoned => isAbandoned;

    /// <summary>Whether the picture was decoded for this job, and is freed with it.</summary>
    public bool OwnsImage => image is null;

    public MLImage Decode() => image ?? PictureReader.Decode(file, limits);

    public void Abandon() => isAbandoned = true;

    public abstract void Fail(Exception error);
}

/// <summary>A job that ends with a value.</summary>
internal abstract class Job<T>(ReadOnlyMemory<byte> file, MLImage? image, CifarClassifierOptions limits, CancellationToken cancellationToken)
    : Job(file, image, limits, cancellationToken)
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
