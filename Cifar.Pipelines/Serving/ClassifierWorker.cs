using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Serving;

/// <summary>A thread that takes waiting jobs, as many as fit into one run of the model, and does them.</summary>
internal sealed class ClassifierWorker
{
    // Decoding is done one after the other within a batch: pictures larger than this keep nobody waiting but themselves.
    private const int BytesPerBatch = 128 << 10;

    private readonly ChannelReader<Job> waiting;
    private readonly Scoring scoring;
    private readonly CifarClassifierOptions options;
    private readonly ServingMetrics metrics;
    private readonly List<Job> jobs = [];
    private readonly List<DecodedPicture> pictures = [];
    private readonly Thread thread;
    private byte[] planar = [];
    private float[] probabilities = [];

    public ClassifierWorker(ChannelReader<Job> waiting, Scoring scoring, CifarClassifierOptions options, ServingMetrics metrics)
    {
        (this.waiting, this.scoring, this.options, this.metrics) = (waiting, scoring, options, metrics);
        thread = new Thread(Run) { IsBackground = true, Name = "classifier" };
        thread.Start();
    }

    public void Join() => thread.Join();

    private void Run()
    {
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Take();
            if (jobs.Count == 0)
            {
                continue; // Another worker was faster, or nobody waits any more.
            }

            try
            {
                Work();
            }
            catch (Exception error)
            {
                // Whatever it is belongs to the callers; the worker is needed by the next ones.
                jobs.ForEach(job => job.Fail(error));
            }

            jobs.Clear();
            pictures.Clear();
        }
    }

    private void Take()
    {
        int bytes = 0;
        while (jobs.Count < options.MaximumBatch && bytes < BytesPerBatch && waiting.TryRead(out var job))
        {
            bytes += job.Bytes;
            jobs.Add(job);
        }

        jobs.RemoveAll(job => job.IsAbandoned);
    }

    private void Work()
    {
        using var lease = scoring.Rent();
        planar = Room(planar, jobs.Count * lease.PictureSize);
        probabilities = Room(probabilities, jobs.Count * lease.Classes);
        foreach (var job in jobs)
        {
            Begin(job, lease);
        }

        if (pictures.Count == 0)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        if (lease.ScoresBytes)
        {
            lease.Score(planar.AsSpan(0, pictures.Count * lease.PictureSize), probabilities.AsSpan(0, pictures.Count * lease.Classes));
            metrics.Scored(pictures.Count);
        }

        var took = Stopwatch.GetElapsedTime(start);
        for (int i = 0; i < pictures.Count; i++)
        {
            End(pictures[i], lease, probabilities.AsSpan(i * lease.Classes, lease.Classes), took);
        }
    }

    /// <summary>Decodes a picture; what cannot be decoded fails alone.</summary>
    private void Begin(Job job, ScoringLease lease)
    {
        long start = Stopwatch.GetTimestamp();
        MLImage? image = null;
        try
        {
            job.CancellationToken.ThrowIfCancellationRequested();
            image = job.Decode();
            var size = (image.Width, image.Height);
            if (job is ClassifyJob classify && !lease.ScoresBytes)
            {
                // One at a time: a decoded picture may be large, so it is not kept while others are decoded.
                var picture = new DecodedPicture(classify, size, start, Stopwatch.GetElapsedTime(start));
                long decoded = Stopwatch.GetTimestamp();
                lease.Score(image, probabilities.AsSpan(0, lease.Classes));
                End(picture, lease, probabilities.AsSpan(0, lease.Classes), Stopwatch.GetElapsedTime(decoded));
                metrics.Scored(1);
            }
            else
            {
                var target = planar.AsSpan(pictures.Count * lease.PictureSize, lease.PictureSize);
                lease.Resize(image, target);
                if (job is ClassifyJob together)
                {
                    pictures.Add(new DecodedPicture(together, size, start, Stopwatch.GetElapsedTime(start)));
                }
                else
                {
                    ((IPictureJob)job).Run(lease, target.ToArray());
                }
            }
        }
        catch (Exception error)
        {
            job.Fail(error);
        }
        finally
        {
            if (job.OwnsImage)
            {
                image?.Dispose();
            }
        }
    }

    private void End(DecodedPicture picture, ScoringLease lease, ReadOnlySpan<float> scores, TimeSpan scored)
    {
        var waited = Stopwatch.GetElapsedTime(picture.Job.Queued, picture.Started);
        metrics.Answered(waited, Stopwatch.GetElapsedTime(picture.Job.Queued));
        picture.Job.Succeed(scores, lease.Model, picture.Size, new ClassificationTiming(waited, picture.Decoding, scored));
    }

    private static T[] Room<T>(T[] array, int length) => array.Length >= length ? array : new T[length];

    private readonly record struct DecodedPicture(ClassifyJob Job, (int Width, int Height) Size, long Started, TimeSpan Decoding);
}
