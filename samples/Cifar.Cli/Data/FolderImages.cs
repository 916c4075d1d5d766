using System.Runtime.ExceptionServices;
using Cifar.Cli.Output;
using Cifar.Models.Data;
using Cifar.Pipelines.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Cli.Data;

/// <summary>Decodes the pictures of a folder and brings them to one size.</summary>
internal static class FolderImages
{
    private const string Pixels = nameof(Pixels);

    // Without a test/ folder every run must set the same pictures aside, or a model would be tested on what it learnt from.
    private const double TestShare = 0.2;
    private const int TestSeed = 0;

    public static LabeledImages Load(ImageFolder folder, Cifar100Split split, (int Width, int Height) size, BadImages bad, Screen screen, CancellationToken cancellationToken) =>
        Load(folder, FilesOf(folder, split), size, bad, screen, cancellationToken);

    public static LabeledImages Load(
        ImageFolder folder, IReadOnlyList<ImageFile> files, (int Width, int Height) size, BadImages bad, Screen screen, CancellationToken cancellationToken)
    {
        long bytes = 3L * size.Width * size.Height * files.Count;
        if (bytes > Array.MaxLength)
        {
            throw new InvalidDataException($"{files.Count:N0} images of {size.Width} x {size.Height} pixels do not fit into memory at once.\nChoose a smaller --size.");
        }

        var ml = new MLContext();
        var pictures = ml.Data.LoadImageFiles(files, folder.Classes);
        var planes = ml.Transforms.ResizeImages(ColumnNames.Image, size.Width, size.Height)
            .Append(ml.Transforms.ExtractPixels(Pixels, ColumnNames.Image, outputAsFloatArray: false))
            .Fit(pictures).Transform(pictures);
        var all = new byte[bytes];
        int[] labels = Read(planes, files, all, bad, cancellationToken);
        bad.Decide(folder, files, screen);
        return new LabeledImages(size.Height, size.Width, labels.Length == files.Count ? all : all[..(3 * size.Width * size.Height * labels.Length)], labels, null, folder.Classes);
    }

    /// <summary>The files of one part, in the order in which they are loaded.</summary>
    public static IReadOnlyList<ImageFile> FilesOf(ImageFolder folder, Cifar100Split split)
    {
        if (folder.Test is { } test)
        {
            return split == Cifar100Split.Test ? test : folder.Train;
        }

        var (train, setAside) = StratifiedSplit.Split([.. folder.Train.Select(file => file.Label)], TestShare, TestSeed);
        if (split == Cifar100Split.Test && setAside.Length == 0)
        {
            throw new InvalidDataException(
                $"{folder.Root} has too few images to set {TestShare:P0} of each class aside for testing.\n"
                + "Add images, or put test images into test/ and the others into train/.");
        }

        return [.. (split == Cifar100Split.Test ? setAside : train).Select(i => folder.Train[i])];
    }

    /// <summary>Pixels of the pictures that can be read, one after the other, and their labels; as many threads decode as there are cores.</summary>
    private static int[] Read(IDataView view, IReadOnlyList<ImageFile> files, byte[] pixels, BadImages bad, CancellationToken cancellationToken)
    {
        var column = view.Schema[Pixels];
        var reasons = new Exception?[files.Count];
        var cursors = view.GetRowCursorSet([column], Environment.ProcessorCount);
        try
        {
            Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = cursors.Length, CancellationToken = cancellationToken }, cursor =>
                Read(cursor, column, pixels, pixels.Length / files.Count, reasons, cancellationToken));
        }
        catch (AggregateException several)
        {
            // One message is enough, and it is the one that a single thread would have ended with.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        var labels = new List<int>(files.Count);
        int length = pixels.Length / files.Count;
        for (int i = 0; i < files.Count; i++)
        {
            if (reasons[i] is { } reason)
            {
                bad.Add(files[i].Path, reason);
                continue;
            }

            // What follows a bad picture moves up.
            if (labels.Count < i)
            {
                pixels.AsSpan(i * length, length).CopyTo(pixels.AsSpan(labels.Count * length));
            }

            labels.Add(files[i].Label);
        }

        return [.. labels];
    }

    private static void Read(DataViewRowCursor cursor, DataViewSchema.Column column, byte[] pixels, int length, Exception?[] reasons, CancellationToken cancellationToken)
    {
        using (cursor)
        {
            var read = cursor.GetGetter<VBuffer<byte>>(column);
            var identify = cursor.GetIdGetter();
            VBuffer<byte> picture = default;
            DataViewRowId id = default;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                identify(ref id);
                int file = (int)id.Low;
                try
                {
                    read(ref picture);
                    picture.CopyTo(pixels.AsSpan(file * length, length));
                }
                catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    reasons[file] = error;
                }
            }
        }
    }
}
