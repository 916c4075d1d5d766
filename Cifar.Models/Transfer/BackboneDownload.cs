using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Cifar.Models.Data;

namespace Cifar.Models.Transfer;

/// <summary>Fetches the file of a backbone, going on where an earlier attempt stopped; it gets its name when size and SHA-256 are right.</summary>
internal sealed class BackboneDownload(BackboneEntry entry, string path, HttpMessageHandler? handler = null)
{
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    private readonly string partial = path + ".part";

    public static void Check(BackboneEntry entry, string path, CancellationToken cancellationToken)
    {
        using FileStream file = File.OpenRead(path);
        string? hash = file.Length == entry.Bytes ? FileHash.Compute(file, HashAlgorithmName.SHA256, null, cancellationToken) : null;
        if (hash != entry.Sha256)
        {
            string found = hash is null ? $"{file.Length:N0} bytes, expected {entry.Bytes:N0}" : $"SHA-256 {hash}, expected {entry.Sha256}";
            throw new InvalidDataException(
                $"{path} has {found} ({entry.HashSource}). The download may be damaged: delete the file and run the command again, or pass --backbone FILE to use your own.");
        }
    }

    public void Fetch(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) => FetchAsync(progress, cancellationToken).GetAwaiter().GetResult();

    private async Task FetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (entry.Url is null)
        {
            throw new FileNotFoundException($"The backbone {entry.Name} is not on this machine and cannot be downloaded. {Help}", path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            await ReceiveAsync(entry.Url, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            long kept = File.Exists(partial) ? new FileInfo(partial).Length : 0;
            if (kept == 0)
            {
                File.Delete(partial);
            }

            throw new IOException(
                $"The backbone {entry.Name} is not on this machine and cannot be downloaded from {entry.Url}: {error.Message.TrimEnd('.')}. {Help}"
                + (kept > 0 ? $" The {kept:N0} bytes received so far are kept; the next run goes on from there." : ""),
                error);
        }

        try
        {
            Check(entry, partial, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // What is wrong as a whole cannot be continued.
            File.Delete(partial);
            throw;
        }

        File.Move(partial, path, overwrite: true);
    }

    private async Task ReceiveAsync(Uri url, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using HttpClient client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        using var part = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (part.Length >= entry.Bytes)
        {
            part.SetLength(part.Length == entry.Bytes ? part.Length : 0);
            if (part.Length > 0)
            {
                return;
            }
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = part.Length > 0 ? new RangeHeaderValue(part.Length, null) : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.SetLength(0);
        }

        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            part.SetLength(0);
        }
        else if (response.Content.Headers.ContentRange?.From != part.Length)
        {
            // Some other part of the file must not be taken for its beginning.
            part.SetLength(0);
            throw new HttpRequestException("the server continued in the wrong place");
        }

        part.Position = part.Length;
        var meter = new ProgressMeter(progress, DownloadStage.Downloading, part.Length, entry.Bytes);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        while (await ReadAsync(body, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (part.Length + read > entry.Bytes)
            {
                part.SetLength(0);
                throw new InvalidDataException($"{url} sends more than the expected {entry.Bytes:N0} bytes: it is not the backbone. {Help}");
            }

            await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            meter.Report(part.Position);
        }

        part.Flush(flushToDisk: true);
        if (part.Length < entry.Bytes)
        {
            throw new HttpRequestException($"the connection ended after {part.Length:N0} of {entry.Bytes:N0} bytes");
        }
    }

    /// <summary>Tells trouble on the line from trouble with the disk, both of which are IOExceptions.</summary>
    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(StallLimit);
        try
        {
            return await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new HttpRequestException($"the connection broke ({error.Message.TrimEnd('.')})", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"nothing arrived for {StallLimit.TotalSeconds:N0} seconds", error);
        }
    }

    private string Help =>
        $"Put the file {entry.File} ({entry.Bytes:N0} bytes, SHA-256 {entry.Sha256}) at {path}, let {BackboneCatalog.FolderVariable} name a folder that has it, or pass --backbone FILE.onnx.";
}
