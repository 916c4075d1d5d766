using Cifar.Cli.Output;
using Cifar.Models.Data;

namespace Cifar.Cli.Data;

/// <summary>Opens what <c>--data</c> names.</summary>
internal static class ImageSets
{
    /// <summary>Reads one part. CIFAR-100 is downloaded where it is missing.</summary>
    /// <param name="source">What <c>--data</c> says.</param>
    /// <param name="split">Training or test images.</param>
    /// <param name="size">Width and height that the pictures of a folder are brought to; sets in the CIFAR layout have 32 x 32 pixels anyway.</param>
    /// <param name="screen">Where a download shows its progress.</param>
    /// <param name="cancellationToken">Stops a download or the reading of a folder.</param>
    /// <param name="bad">What becomes of pictures of a folder that cannot be read; null: they end the command.</param>
    public static LabeledImages Load(
        DataSource source, Cifar100Split split, (int Width, int Height) size, Screen screen, CancellationToken cancellationToken, BadImages? bad = null) =>
        source switch
        {
            Cifar100Source => Cifar100.Load(LocateCifar100(screen, cancellationToken), split),
            SyntheticSource synthetic => SyntheticImages.Generate(split, split == Cifar100Split.Train ? synthetic.TrainCount : synthetic.TestCount),
            BinarySource binary => CifarBinary.Load(binary.Path, split),
            FolderSource folder => FolderImages.Load(ImageFolder.Open(folder.Path), split, size, bad ?? BadImages.Of(null), screen, cancellationToken),
            _ => throw new NotSupportedException($"The data source '{source}' cannot be read here."),
        };

    /// <summary>The folder with CIFAR-100, downloaded where it is missing.</summary>
    public static string LocateCifar100(Screen screen, CancellationToken cancellationToken) =>
        DownloadDisplay.Show(screen, progress => Cifar100.Locate(progress, cancellationToken));

    /// <summary>The first images of every class in turn, as many as asked for: a small part of a set that still has all of its classes.</summary>
    public static LabeledImages Limit(LabeledImages images, int? limit) =>
        limit is { } count && count < images.Count ? images.Select(LimitedTo(images, count)) : images;

    /// <summary>Which images these are, ascending.</summary>
    public static int[] LimitedTo(LabeledImages images, int count)
    {
        var seen = new int[images.Classes.Fine.Count];
        var rounds = Array.ConvertAll(images.Labels, label => seen[label]++);
        return [.. Enumerable.Range(0, images.Count).OrderBy(i => rounds[i]).Take(count).Order()];
    }
}
