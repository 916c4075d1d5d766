using Cifar.Models.Data;
using Cifar.Pipelines;
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

    public static LabeledImages Load(ImageFolder folder, Cifar100Split split, (int Width, int Height) size, CancellationToken cancellationToken)
    {
        var files = FilesOf(folder, split);
        var ml = new MLContext();
        var pictures = ml.Data.LoadFromEnumerable(files.Select(file => Open(file.Path, cancellationToken)));
        var pixels = ml.Transforms.ResizeImages(ColumnNames.Image, size.Width, size.Height)
            .Append(ml.Transforms.ExtractPixels(Pixels, ColumnNames.Image, outputAsFloatArray: false))
            .Fit(pictures).Transform(pictures);
        return new LabeledImages(
            size.Height, size.Width, ReadAll(pixels, files.Count, 3 * size.Width * size.Height), [.. files.Select(file => file.Label)], null, folder.Classes);
    }

    private static IReadOnlyList<ImageFile> FilesOf(ImageFolder folder, Cifar100Split split)
    {
        if (folder.Test is { } test)
        {
            return split == Cifar100Split.Test ? test : folder.Train;
        }

        var (train, setAside) = StratifiedSplit.Split([.. folder.Train.Select(file => file.Label)], TestShare, TestSeed);
        if (split == Cifar100Split.Test && setAside.Length == 0)
        {
            throw new InvalidDataException($"{folder.Root} has too few images to set {TestShare:P0} of each class aside for testing.\nAdd images, or put test images into test/ and the others into train/.");
        }

        return [.. (split == Cifar100Split.Test ? setAside : train).Select(i => folder.Train[i])];
    }

    private static ImageInput Open(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return PictureFile.Open(path);
    }

    private static byte[] ReadAll(IDataView view, int count, int bytes)
    {
        if ((long)count * bytes > Array.MaxLength)
        {
            throw new InvalidDataException($"{count:N0} images of {bytes:N0} bytes do not fit into memory at once.\nChoose a smaller --size.");
        }

        var all = new byte[count * bytes];
        var column = view.Schema[Pixels];
        using var cursor = view.GetRowCursor([column]);
        var read = cursor.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> picture = default;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            read(ref picture);
            picture.CopyTo(all.AsSpan(i * bytes, bytes));
        }

        return all;
    }
}
