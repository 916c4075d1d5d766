namespace Cifar.Models.Data;

/// <summary>The CIFAR-100 data set (Krizhevsky, 2009) in its binary version: finding, checking and reading it.</summary>
/// <remarks>100 classes in 20 superclasses, 32x32 RGB, 50,000 training and 10,000 test images. The members keep no state and are thread-safe.</remarks>
public static class Cifar100
{
    /// <summary>The environment variable that names a folder with the four files.</summary>
    /// <value><c>CIFAR_DATA</c>.</value>
    public const string FolderVariable = "CIFAR_DATA";

    static readonly CifarBinaryReader.Expectation Official = new("CIFAR-100", FineNames: 100, CoarseNames: 20, TrainRecords: 50_000, TestRecords: 10_000);

    /// <summary>Where downloaded data is kept.</summary>
    /// <value><c>${XDG_CACHE_HOME:-~/.cache}/mlnetcifar/cifar-100-binary</c>, an absolute path.</value>
    public static string CacheFolder => CacheFolderIn(Environment.GetEnvironmentVariable);

    /// <summary>Looks for CIFAR-100 on this machine: the folder named by <c>$CIFAR_DATA</c>, else the user cache.</summary>
    /// <returns>The folder, or null where neither has it. Only the presence of the files is looked at, not their content.</returns>
    /// <exception cref="DirectoryNotFoundException"><c>$CIFAR_DATA</c> is set but names no folder.</exception>
    /// <exception cref="FileNotFoundException"><c>$CIFAR_DATA</c> names a folder that lacks one of the files.</exception>
    public static string? Find() => Find(Environment.GetEnvironmentVariable);

    /// <summary>Looks for CIFAR-100 as <see cref="Find()"/> does and downloads it into the user cache where it is missing.</summary>
    /// <param name="progress">Told about a download; may be null.</param>
    /// <param name="cancellation">Stops a download; what was received is kept for the next call.</param>
    /// <returns>The folder with the four files.</returns>
    /// <remarks>Blocks the calling thread while it downloads. <see cref="Cifar100Download"/> is the asynchronous form.</remarks>
    /// <exception cref="IOException"><c>$CIFAR_DATA</c> names no such folder, or the download is impossible; the message says what to put where.</exception>
    /// <exception cref="InvalidDataException">What was downloaded is not the official archive.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static string Locate(IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Locate(Environment.GetEnvironmentVariable, new Cifar100Download(), progress, cancellation);

    /// <summary>Reads one split and checks it: record count, label ranges, one superclass for each class, and the numbers of names.</summary>
    /// <param name="folder">A folder with the files of the official binary archive, such as <c>Locate</c> returns.</param>
    /// <param name="split">Which split to read.</param>
    /// <returns>50,000 or 10,000 images in the official order.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of another set; the message names it, what was found and what was expected.</exception>
    public static LabeledImages Load(string folder, Cifar100Split split) => CifarBinaryReader.Read(folder, split, Official);

    /// <summary>Compares the four files with their known SHA-256.</summary>
    /// <param name="folder">The folder to check.</param>
    /// <param name="progress">Told how far the check is, in bytes of all files; may be null.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>One result for each of the four files, missing ones included: train, test, class names, superclass names.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static IReadOnlyList<Cifar100FileCheck> Verify(
        string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Cifar100Checksums.Verify(folder, progress, cancellation);

    internal static string CacheFolderIn(Func<string, string?> environment)
    {
        // A relative XDG_CACHE_HOME is invalid and to be ignored (XDG Base Directory Specification 0.8).
        string? cache = environment("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache) || !Path.IsPathFullyQualified(cache))
            cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "mlnetcifar", "cifar-100-binary");
    }

    internal static string? Find(Func<string, string?> environment)
    {
        if (environment(FolderVariable) is { Length: > 0 } named)
        {
            string folder = Path.GetFullPath(named);
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException(
                    $"The variable {FolderVariable} names {folder}, which is no folder. It should hold {string.Join(", ", Files)}.");
            return Missing(folder) is { } missing
                ? throw new FileNotFoundException($"The variable {FolderVariable} names {folder}, which has no {missing}.", Path.Combine(folder, missing))
                : folder;
        }
        string cache = CacheFolderIn(environment);
        return Missing(cache) is null ? cache : null;
    }

    internal static string Locate(
        Func<string, string?> environment, Cifar100Download download, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (Find(environment) is { } found)
            return found;
        string cache = CacheFolderIn(environment);
        download.GetAsync(cache, progress, cancellation).GetAwaiter().GetResult();
        return cache;
    }

    static IEnumerable<string> Files => ArchiveOrigin.Cifar100.Files.Keys;

    static string? Missing(string folder) => Files.FirstOrDefault(name => !File.Exists(Path.Combine(folder, name)));
}
