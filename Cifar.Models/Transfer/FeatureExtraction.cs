using System.Runtime.ExceptionServices;
using Cifar.Models.Data;

namespace Cifar.Models.Transfer;

/// <summary>Fills a feature file: every missing piece by one of several threads, each batch straight from the images into the graph and from there into the file.</summary>
internal sealed class FeatureExtraction(GraphRunner runner, LabeledImages images, FeatureFile file, int batchSize, int threads)
{
    private readonly Lock gate = new();
    private readonly int imageBytes = 3 * images.Height * images.Width;

    /// <param name="convert">Turns the outputs of a piece into what the file holds.</param>
    /// <param name="progress">Told after each batch of the number of images it had; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; finished pieces stay.</param>
    public void Run<T>(Func<float[], int, T[]> convert, Action<int>? progress, CancellationToken cancellationToken) where T : unmanaged
    {
        int[] missing = [.. Enumerable.Range(0, file.Pieces).Where(piece => !file.Has(piece))];
        if (missing.Length == 0)
        {
            return;
        }

        int next = -1;
        Task[] workers = [.. Enumerable.Range(0, Math.Min(threads, missing.Length)).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
        }
        catch (AggregateException error)
        {
            // One error is enough, and a real one says more than that somebody stopped.
            Exception first = error.Flatten().InnerExceptions.OrderBy(inner => inner is OperationCanceledException).First();
            ExceptionDispatchInfo.Throw(first);
        }
        finally
        {
            file.Flush();
        }

        void Work()
        {
            var values = new float[batchSize * imageBytes];
            var batch = new float[batchSize * runner.OutputLength];
            var piece = new float[FeatureFile.PieceRows * runner.OutputLength];
            for (int i = Interlocked.Increment(ref next); i < missing.Length; i = Interlocked.Increment(ref next))
            {
                int rows = RunPiece(missing[i], values, batch, piece, progress, cancellationToken);
                file.Write<T>(missing[i], convert(piece, rows));
            }
        }
    }

    private int RunPiece(int index, float[] values, float[] batch, float[] piece, Action<int>? progress, CancellationToken cancellationToken)
    {
        (int first, int rows) = file.RowsOf(index);
        for (int done = 0; done < rows; done += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(batchSize, rows - done);
            ReadOnlySpan<byte> pixels = images.Pixels.AsSpan((first + done) * imageBytes, count * imageBytes);
            runner.Run(pixels, values, batch, count, images.Height, images.Width);
            batch.AsSpan(0, count * runner.OutputLength).CopyTo(piece.AsSpan(done * runner.OutputLength));
            if (progress is not null)
            {
                lock (gate)
                {
                    progress(count);
                }
            }
        }

        return rows;
    }
}
