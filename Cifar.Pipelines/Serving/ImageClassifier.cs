using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cifar.Pipelines.Explanation;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>A bounded queue and the workers behind it.</summary>
internal sealed class ImageClassifier : IImageClassifier, IDisposable
{
    private static readonly CifarClassifierOptions NoLimits = new() { MaximumBytes = int.MaxValue, MaximumPixels = long.MaxValue };

    private readonly CifarClassifierOptions options;
    private readonly ServingMetrics metrics;
    private readonly Scoring scoring;
    private readonly Channel<Job> queue;
    private readonly ClassifierWorker[] workers;

    public ImageClassifier(CifarClassifierOptions options, Scoring scoring, ServingMetrics metrics)
    {
        (this.options, this.scoring, this.metrics) = (options, scoring, metrics);
        queue = Channel.CreateBounded<Job>(options.QueueLength);
        metrics.Watch(() => queue.Reader.Count);
        workers = [.. Enumerable.Range(0, options.WorkerCount).Select(_ => new ClassifierWorker(queue.Reader, scoring, options, metrics))];
    }

    public ServedModelInfo Model => scoring.Model;

    public Task<ClassificationResult> ClassifyAsync(ReadOnlyMemory<byte> image, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return Enqueue(new ClassifyJob(image, null, top, options, cancellationToken));
    }

    public Task<ClassificationResult> ClassifyAsync(MLImage image, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return Enqueue(new ClassifyJob(default, image, top, options, cancellationToken));
    }

    public async Task<ClassificationResult> ClassifyAsync(Stream image, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return await ClassifyAsync(await LimitedReading.ToEnd(image, options, cancellationToken), top, cancellationToken);
    }

    public async Task<ClassificationResult> ClassifyAsync(string path, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return await ClassifyAsync(await LimitedReading.File(path, options, cancellationToken), top, cancellationToken);
    }

    public async IAsyncEnumerable<FileClassification> ClassifyManyAsync(
        IEnumerable<string> paths, int top = 5, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        // Enough for every worker to find a whole batch waiting while its last one is read.
        int ahead = Math.Min(options.QueueLength, 2 * options.WorkerCount * options.MaximumBatch);
        var pending = new Queue<Task<FileClassification>>();
        foreach (string path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pending.Enqueue(ClassifyFile(path, top, cancellationToken));
            if (pending.Count == ahead)
            {
                yield return await pending.Dequeue();
            }
        }

        while (pending.TryDequeue(out var next))
        {
            yield return await next;
        }
    }

    public Task<NetworkInput> ReadInputAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        Enqueue(new PictureJob<NetworkInput>(image, (lease, planar) => NetworkInput.Create(planar, lease.Model.Description), options, cancellationToken));

    public Task<ImageExplanation> ExplainAsync(
        ReadOnlyMemory<byte> image, string? label = null, ExplanationMethod method = ExplanationMethod.GradCam, CancellationToken cancellationToken = default) =>
        Enqueue(new PictureJob<ImageExplanation>(image, (lease, planar) => ServedExplanation.Explain(lease, planar, label, method), options, cancellationToken));

    /// <summary>Classifies a picture of the application's own, given as a file or in memory; the limits are for those of others.</summary>
    public Task<ClassificationResult> WarmUp(ReadOnlyMemory<byte> file, MLImage? image, CancellationToken cancellationToken) =>
        EnqueuePatiently(new ClassifyJob(file, image, 1, NoLimits, cancellationToken) { IsPatient = true });

    /// <summary>Takes nothing more, and finishes what was accepted.</summary>
    public void Dispose()
    {
        queue.Writer.TryComplete();
        Array.ForEach(workers, worker => worker.Join());
        metrics.Meter.Dispose();
    }

    // Where a queue takes longer than callers wait, every answer would come too late: better to turn some away at once and answer the others in time.
    private bool IsBehind => queue.Reader.TryPeek(out var oldest) && !oldest.IsPatient && Stopwatch.GetElapsedTime(oldest.Queued) > options.TimeLimit / 2;

    private Task<T> Enqueue<T>(Job<T> job)
    {
        if (job.CancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(job.CancellationToken);
        }

        if (IsBehind || !queue.Writer.TryWrite(job))
        {
            metrics.Rejected("busy");
            return Task.FromException<T>(queue.Reader.Completion.IsCompleted ? new ObjectDisposedException(nameof(IImageClassifier)) : new ClassifierBusyException());
        }

        return Answer(job);
    }

    private async Task<T> EnqueuePatiently<T>(Job<T> job)
    {
        await queue.Writer.WriteAsync(job, job.CancellationToken);
        return await Answer(job);
    }

    private async Task<T> Answer<T>(Job<T> job)
    {
        try
        {
            return await job.Result.WaitAsync(job.IsPatient ? Timeout.InfiniteTimeSpan : options.TimeLimit, job.CancellationToken);
        }
        catch (TimeoutException error)
        {
            job.Abandon();
            metrics.Rejected(nameof(ImageRejection.TookTooLong));
            throw new ImageRejectedException(ImageRejection.TookTooLong, $"The picture could not be classified within {options.TimeLimit.TotalSeconds:0.#} seconds.", error);
        }
        catch (ImageRejectedException error)
        {
            metrics.Rejected(error.Reason.ToString());
            throw;
        }
    }

    private async Task<FileClassification> ClassifyFile(string path, int top, CancellationToken cancellationToken)
    {
        try
        {
            byte[] file = await LimitedReading.File(path, options, cancellationToken);
            return new FileClassification(path, await EnqueuePatiently(new ClassifyJob(file, null, top, options, cancellationToken) { IsPatient = true }), null);
        }
        catch (Exception error) when (error is ImageRejectedException or IOException or UnauthorizedAccessException)
        {
            return new FileClassification(path, null, error);
        }
    }
}
