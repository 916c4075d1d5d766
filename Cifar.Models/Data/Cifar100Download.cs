namespace Cifar.Models.Data;

/// <summary>Fetches the official CIFAR-100 archive and unpacks it, safely and as often interrupted as it may be.</summary>
/// <remarks>
/// The archive arrives in a <c>.part</c> file that a later call continues (HTTP Range); it gets its name when size and MD5 are right.
/// It is unpacked under guard: only the four expected files, no links, no other paths, no more bytes than expected, and visible only
/// when whole. Instances may be used from several threads; two fetches into the same folder at a time end in an <see cref="IOException"/> for one.
/// </remarks>
public sealed class Cifar100Download
{
    /// <summary>Where the authors publish the binary version.</summary>
    public const string ArchiveUrl = "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz";

    /// <summary>Size of the archive.</summary>
    /// <value>168,513,733 bytes.</value>
    public const long ArchiveBytes = 168_513_733;

    /// <summary>MD5 of the archive as published by the authors, lower-case hex.</summary>
    public const string ArchiveMd5 = "03b5dce01913d631647c71ecec9e9cb8";

    readonly HttpMessageHandler? handler;
    readonly ArchiveOrigin origin;

    /// <summary>A download of the official archive.</summary>
    /// <param name="handler">How requests are sent; null for .NET's own way, which honours the proxy settings of the system. Not disposed.</param>
    public Cifar100Download(HttpMessageHandler? handler = null) : this(handler, ArchiveOrigin.Cifar100)
    {
    }

    internal Cifar100Download(HttpMessageHandler? handler, ArchiveOrigin origin) => (this.handler, this.origin) = (handler, origin);

    /// <summary>Pause before an attempt is repeated; tests need none.</summary>
    internal TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The place where an archive fetched by hand is looked for before anything is downloaded.</summary>
    /// <param name="folder">The folder that is to hold the data.</param>
    /// <returns>The path of the folder with <c>.tar.gz</c> appended.</returns>
    public static string ArchivePath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + ".tar.gz";

    /// <summary>Fills a folder with the four files of CIFAR-100.</summary>
    /// <param name="folder">Where the files go; made where it is missing. Files of the same names are replaced.</param>
    /// <param name="progress">Told about download, check and unpacking; may be null.</param>
    /// <param name="cancellation">Stops the work; what was received is kept for the next call.</param>
    /// <returns>A task that ends when all four files are in place.</returns>
    /// <remarks>
    /// An archive already at <see cref="ArchivePath"/> is checked and used, and left there; a downloaded one is deleted once unpacked.
    /// </remarks>
    /// <exception cref="IOException">The archive cannot be fetched; the message says which file to put where instead. Or writing failed.</exception>
    /// <exception cref="InvalidDataException">The archive is not the expected one, by size, hash or content.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public async Task GetAsync(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string archive = ArchivePath(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);

        bool broughtByUser = File.Exists(archive);
        var download = new ResumableDownload(origin, archive, RetryPause);
        if (broughtByUser)
            await Task.Run(() => download.CheckExisting(progress, cancellation), cancellation).ConfigureAwait(false);
        else
        {
            using HttpClient client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
            client.Timeout = TimeSpan.FromSeconds(60);                        // until the headers are there; the body has its own limit
            await download.FetchAsync(client, progress, cancellation).ConfigureAwait(false);
        }
        await Task.Run(() => new GuardedArchive(origin).Extract(archive, folder, progress, cancellation), cancellation).ConfigureAwait(false);
        if (!broughtByUser)
            File.Delete(archive);
    }
}
